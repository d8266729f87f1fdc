using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Profiles.Heaptrack;

/// <summary>
/// What heaptrack_print prints: a section for each kind of cost, in it the places that have most of it, each with the stacks
/// that lead there or, with -m 0, each stack by itself; the sums stand at the end (heaptrack_print.cpp). Sizes are rounded to
/// two places after the point, in steps of 1,000.
/// </summary>
sealed class HeaptrackText : ILineProfile
{
    const int Calls = 0, Peak = 1, Temporary = 2, Leaked = 3;

    readonly string _place;
    readonly ReportNotes _notes;
    readonly ProfileBuilder _builder = new(4);
    readonly ListedRest _listed;
    readonly HeaptrackFrames _frames;
    readonly long[] _totals = [-1, -1, -1, -1];
    readonly bool[] _sections = new bool[4];
    int _section = -1;
    long _pending;
    bool _hasSubs;

    HeaptrackText(string place)
    {
        (_place, _notes) = (place, new ReportNotes(place));
        _listed = new ListedRest(_builder, 4, isRounded: true);
        _frames = new HeaptrackFrames(_builder);
    }

    public static bool Begins(ReadOnlySpan<byte> line) => SectionOf(line.WithoutEnd()) >= 0 || line.StartsWith("reading file \""u8);

    public static Parsed<AllocationProfile> Read(Stream stream, string place) => new HeaptrackText(place).Over(stream);

    public void Add(int number, ReadOnlySpan<byte> line)
    {
        line = line.WithoutEnd();
        if (line.IsEmpty)
        {
            Flush();
        }
        else if (SectionOf(line) is >= 0 and var section)
        {
            Flush();
            (_section, _sections[section]) = (section, true);
        }
        else if (HeaptrackFigure.TryTotal(line, out int column, out long total))
        {
            Flush();
            _totals[column] = total;
            _section = -1;
        }
        else if (_section < 0 || !TakeOfSection(line))
        {
            _notes.Keep(number, line);
        }
    }

    public Parsed<AllocationProfile> Done(long lines)
    {
        Flush();
        _listed.Close(_totals);
        if (Array.TrueForAll(_totals, total => total < 0))
            _notes.Add(Gaps.ProfileDamaged, "the sums at its end are missing");
        ProfileColumn[] columns =
        [
            ProfileColumn.AllocatedCount with { Title = "allocated in all" }, HeaptrackColumns.Peak, HeaptrackColumns.Temporary,
            ProfileColumn.InUseBytes with { Title = "not freed by the end", Measure = _sections[Leaked] ? ProfileMeasure.InUseBytes : ProfileMeasure.Other },
        ];
        _listed.Tell(_notes, columns);
        _notes.AddFull(_builder);
        return _notes.Done(_builder.Done(_place, "heaptrack_print", columns, ProfileSampling.All) with { Lines = lines, Unread = _notes.Unread });
    }

    static int SectionOf(ReadOnlySpan<byte> line) =>
        line.SequenceEqual("MOST CALLS TO ALLOCATION FUNCTIONS"u8) ? Calls
        : line.SequenceEqual("PEAK MEMORY CONSUMERS"u8) ? Peak
        : line.SequenceEqual("MOST TEMPORARY ALLOCATIONS"u8) ? Temporary
        : line.SequenceEqual("MEMORY LEAKS"u8) ? Leaked : -1;

    bool TakeOfSection(ReadOnlySpan<byte> line)
    {
        // A place, or with -m 0 a whole stack.
        if (line.EndsWith(" from"u8) && HeaptrackFigure.TryParse(line, out long value))
        {
            Flush();
            (_pending, _hasSubs) = (value, false);
            return true;
        }
        // A stack that leads to the place.
        if (line.EndsWith(" from:"u8) && HeaptrackFigure.TryParse(line, out value))
        {
            FlushSub();
            (_pending, _hasSubs) = (value, true);
            return true;
        }
        if (line.StartsWith("  and "u8) && line.EndsWith(" other places"u8) && HeaptrackFigure.TryParse(line[6..], out value))
        {
            FlushSub();
            (_pending, _hasSubs) = (value, true);
            return true;
        }
        return _frames.Take(line, isInPlace: !_hasSubs);
    }

    void FlushSub()
    {
        if (_hasSubs)
            Sample();
        _frames.ForgetCallers();
        _pending = 0;
    }

    void Flush()
    {
        if (_pending != 0)
            Sample();
        _frames.Forget();
        (_pending, _hasSubs) = (0, false);
    }

    void Sample()
    {
        Span<long> values = stackalloc long[4];
        values.Clear();
        values[_section] = _pending;
        _listed.Sample(_frames.Stack(), values);
    }
}
