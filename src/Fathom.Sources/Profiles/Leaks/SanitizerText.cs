using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Profiles.Leaks;

/// <summary>
/// What LeakSanitizer says at the end of a program, alone or in AddressSanitizer (compiler-rt, lsan_common.cpp). Of several
/// processes the first is read; several reports of one process are moments.
/// </summary>
sealed class SanitizerText : ILineProfile
{
    const int Width = 6;

    static readonly ProfileColumn[] Columns =
    [
        ProfileColumn.InUseCount with { Title = "leaked" }, ProfileColumn.InUseBytes with { Title = "leaked" },
        new("direct_objects", "count", ProfileMeasure.Other) { Title = "leaked directly" }, new("direct_space", "bytes", ProfileMeasure.Other) { Title = "leaked directly" },
        new("indirect_objects", "count", ProfileMeasure.Other) { Title = "leaked with others" }, new("indirect_space", "bytes", ProfileMeasure.Other) { Title = "leaked with others" },
    ];

    readonly string _place;
    readonly ReportNotes _notes;
    readonly ProfileBuilder _builder = new(Width);
    readonly ListedRest _listed;
    readonly SnapshotList _earlier = new();
    readonly List<int> _frames = [];
    readonly long[] _totals = [-1, -1, -1, -1, -1, -1];
    (long Bytes, long Blocks, bool IsDirect)? _open;
    byte[]? _process;
    bool _isOther;
    bool _hasOthers;

    SanitizerText(string place) => (_place, _notes, _listed) = (place, new ReportNotes(place), new ListedRest(_builder, Width));

    public static bool Begins(ReadOnlySpan<byte> line) => line.EndsWith("ERROR: LeakSanitizer: detected memory leaks"u8);

    public static Parsed<AllocationProfile> Read(Stream stream, string place) => new SanitizerText(place).Over(stream);

    public static Parsed<AllocationProfile> Parse(ReadOnlySpan<byte> text, string place) => new SanitizerText(place).Over(text);

    public void Add(int number, ReadOnlySpan<byte> line)
    {
        line = line.WithoutEnd();
        if (Begins(line))
            Begin(line);
        else if (_process is null || _isOther)
            return;
        else if (TryLeak(line, out (long, long, bool) leak))
            Open(leak);
        else if (line.TrimStart((byte)' ').StartsWith("#"u8))
            Frame(number, line);
        else if (line.StartsWith("SUMMARY: "u8))
            Sum(number, line);
        else
            Close(number, line);
    }

    public Parsed<AllocationProfile> Done(long lines)
    {
        EndLeak();
        if (_totals[0] < 0)
            _notes.Add(Gaps.ProfileDamaged, "the SUMMARY at its end is missing");
        _listed.Close(_totals);
        _listed.Tell(_notes, Columns);
        if (_hasOthers)
            _notes.Add(Gaps.ProfileOneOfMany, ForeignText.Decode(_process));
        _notes.AddFull(_builder, _earlier);
        AllocationProfile profile = _builder.Done(_place, "LeakSanitizer report", Columns, ProfileSampling.All);
        return _notes.Done(profile with { Earlier = _earlier.Kept, Lines = lines, Unread = _notes.Unread });
    }

    /// <summary>"==4242==ERROR: …".</summary>
    void Begin(ReadOnlySpan<byte> line)
    {
        EndLeak();
        ReadOnlySpan<byte> process = line[..line.IndexOf("ERROR:"u8)].Trim((byte)'=');
        _isOther = _process is not null && !process.SequenceEqual(_process);
        _hasOthers |= _isOther;
        if (_process is not null && !_isOther)
        {
            _listed.Close(_totals);
            _earlier.Add(new ProfileSnapshot($"report {_earlier.Seen + 1}", _builder.Cut(), HasStacks: true));
            _totals.AsSpan().Fill(-1);
        }
        _process ??= process.ToArray();
    }

    /// <summary>"Direct leak of 10000 byte(s) in 10 object(s) allocated from:".</summary>
    static bool TryLeak(ReadOnlySpan<byte> line, out (long Bytes, long Blocks, bool IsDirect) leak)
    {
        AsciiLine rest = new(line);
        bool isDirect = rest.Take("Direct leak of "u8);
        bool found = (isDirect || rest.Take("Indirect leak of "u8)) & SanitizerFrame.TryAmount(ref rest, " byte(s) in "u8, out long bytes) & SanitizerFrame.TryAmount(ref rest, " object(s) allocated from:"u8, out long blocks);
        leak = (bytes, blocks, isDirect);
        return found;
    }

    void Open((long, long, bool) leak)
    {
        EndLeak();
        _open = leak;
    }

    void Frame(int number, ReadOnlySpan<byte> line)
    {
        if (_open is null)
            return;
        if (!SanitizerFrame.TryParse(line, _builder, out ProfileFrame frame))
            _notes.Broken(number, line);
        else if (_frames.Count < Limits.ProfileDepth)
            _frames.Add(_builder.Frame(frame));
    }

    /// <summary>"SUMMARY: LeakSanitizer: 10240 byte(s) leaked in 15 allocation(s)."</summary>
    void Sum(int number, ReadOnlySpan<byte> line)
    {
        EndLeak();
        int colon = line.LastIndexOf(": "u8);
        AsciiLine rest = new(line[(colon + 2)..]);
        if (SanitizerFrame.TryAmount(ref rest, " byte(s) leaked in "u8, out long bytes) && SanitizerFrame.TryAmount(ref rest, " allocation(s)."u8, out long blocks))
            (_totals[0], _totals[1]) = (blocks, bytes);
        else
            _notes.Broken(number, line);
    }

    void Close(int number, ReadOnlySpan<byte> line)
    {
        if (_open is not null && line.IsEmpty)
            EndLeak();
        else if (line.IndexOf(" leak of "u8) > 0)
            _notes.Broken(number, line);
    }

    void EndLeak()
    {
        if (_open is var (bytes, blocks, isDirect))
        {
            ReadOnlySpan<long> values = isDirect ? [blocks, bytes, blocks, bytes, 0, 0] : [blocks, bytes, 0, 0, blocks, bytes];
            _listed.Sample(_builder.StackOf(CollectionsMarshal.AsSpan(_frames)), values);
        }
        _frames.Clear();
        _open = null;
    }
}
