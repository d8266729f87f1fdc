using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Allocators;

/// <summary>The block that tcmalloc prints with MALLOCSTATS=1 (gperftools src/tcmalloc.cc, DumpStats; the newer one alike).</summary>
public static class TcmallocStatsText
{
    public static bool Begins(ReadOnlySpan<byte> line) =>
        line.StartsWith("MALLOC: "u8) && line.EndsWith("Bytes in use by application"u8);

    public static Parsed<TcmallocStats> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        TcmallocStatsReading reading = new TcmallocStatsReading(notes).Over(text, notes);
        return notes.Done(reading.Finish() with { Unread = notes.Unread });
    }
}

sealed class TcmallocStatsReading(ReportNotes notes) : ILineReading
{
    TcmallocStats _stats = new();
    Int128 _sum;
    int _texts;

    public Reading Read(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line.IndexOfAnyExcept((byte)'-') < 0)
            return Reading.Understood;
        AsciiLine rest = new(line);
        if (!rest.Take("MALLOC:"u8))
            return Reading.Unknown;
        rest.TakeBlanks();
        bool result = rest.Take((byte)'=');
        if (!result)
            rest.Take((byte)'+');
        rest.TakeBlanks();
        if (rest.Rest.IsEmpty || rest.Rest[0] == (byte)'-')
            return Reading.Understood;
        if (!rest.TakeDecimal(out ulong value) || value > long.MaxValue)
            return Reading.Broken;
        rest.TakeBlanks();
        if (rest.Take((byte)'(') && !rest.SkipPast(") "u8))
            return Reading.Broken;
        return rest.Rest.IsEmpty ? Reading.Broken : Figure(rest.Rest.Trim((byte)' '), new Bytes((long)value));
    }

    public TcmallocStats Finish()
    {
        notes.Repeated(_texts, "tcmalloc's statistics");
        if (_stats.Actual is not { } actual)
            notes.Add(Gaps.ToolTextIncomplete, "line \"Actual memory used\"", "tcmalloc's statistics");
        else if (_sum != actual.Value)
            notes.Add(Gaps.ToolTotalDiffers, "tcmalloc's statistics", $"{_sum} of {actual.Value} bytes");
        return _stats;
    }

    Reading Figure(ReadOnlySpan<byte> name, Bytes size)
    {
        if (name.SequenceEqual("Bytes in use by application"u8))
        {
            _texts++;
            (_stats, _sum) = (new TcmallocStats { InUse = size }, 0);
        }
        else if (name.StartsWith("Actual memory used"u8))
        {
            _stats = _stats with { Actual = size };
            return Reading.Understood;
        }
        else if (name.StartsWith("Bytes released to OS"u8))
        {
            _stats = _stats with { Released = size };
            return Reading.Understood;
        }
        else if (name.StartsWith("Virtual address space used"u8))
        {
            _stats = _stats with { Virtual = size };
            return Reading.Understood;
        }
        else if (!name.StartsWith("Bytes in "u8))
            return name.EndsWith(" in use"u8) || name.StartsWith("Tcmalloc page size"u8) ? Reading.Understood : Reading.Unknown;
        else if (!TryAdd(name, size))
            return Reading.Broken;
        // Between the first line and its sum; the newer tcmalloc goes on with figures that are no part of it.
        if (_stats.Actual is null)
            _sum += size.Value;
        return Reading.Understood;
    }

    bool TryAdd(ReadOnlySpan<byte> name, Bytes size)
    {
        if (name.StartsWith("Bytes in page heap freelist"u8))
            _stats = _stats with { PageHeapFree = size };
        else if (name.StartsWith("Bytes in malloc metadata"u8))
            _stats = _stats with { Metadata = size };
        else if (name.IndexOf("cache"u8) > 0)
        {
            if ((Int128)(_stats.Cached?.Value ?? 0) + size.Value > long.MaxValue)
                return false;
            _stats = _stats with { Cached = (_stats.Cached ?? Bytes.Zero) + size };
        }
        return true;
    }
}
