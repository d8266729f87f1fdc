using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Allocators;

/// <summary>malloc_stats(3) (glibc malloc/malloc.c, __malloc_stats), of which a log may have several; the last counts.</summary>
public static class MallocStatsText
{
    public static bool Begins(ReadOnlySpan<byte> line) => line.SequenceEqual("Arena 0:"u8);

    public static Parsed<MallocStats> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        MallocStatsReading reading = new MallocStatsReading(notes).Over(text, notes);
        return notes.Done(reading.Finish() with { Unread = notes.Unread });
    }
}

sealed class MallocStatsReading(ReportNotes notes) : ILineReading
{
    readonly List<MallocStatsArena> _arenas = [];
    MallocStats _stats = new();
    bool _total;
    int _texts;

    public Reading Read(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimStart(" \t"u8);
        if (text.IsEmpty)
            return Reading.Understood;
        AsciiLine rest = new(text);
        if (rest.Take("Arena "u8))
            return Arena(rest);
        if (text.StartsWith("Total (incl. mmap):"u8))
        {
            _total = true;
            return Reading.Understood;
        }
        int equals = text.IndexOf((byte)'=');
        if (equals < 0)
            return Reading.Unknown;
        ReadOnlySpan<byte> value = text[(equals + 1)..].Trim(" \t"u8);
        return Figure(text[..equals].TrimEnd((byte)' '), value);
    }

    public MallocStats Finish()
    {
        notes.Repeated(_texts, "malloc_stats");
        if (_stats is not { System: { } system, InUse: not null })
        {
            notes.Add(Gaps.ToolTextIncomplete, "part \"Total (incl. mmap):\"", "malloc_stats");
            return _stats with { Arenas = _arenas };
        }
        Int128 arenas = 0;
        foreach (MallocStatsArena arena in _arenas)
            arenas += arena.System.Value;
        // What is mapped now lies between nothing and the most there was; both sums are the total modulo 2^32.
        Int128 most = arenas + (_stats.MostMapped?.Value ?? 0);
        bool wrapped = most > uint.MaxValue;
        if (wrapped)
            notes.Add(Gaps.MallocStatsWrapped);
        else if (system.Value < arenas || system.Value > most)
            notes.Add(Gaps.ToolTotalDiffers, "malloc_stats", string.Create(CultureInfo.InvariantCulture, $"arenas of {(long)arenas} bytes of {system.Value}"));
        return _stats with { Arenas = _arenas, MayHaveWrapped = wrapped };
    }

    Reading Arena(AsciiLine rest)
    {
        if (!rest.TakeDecimal(out ulong number) || number > int.MaxValue || !rest.Take((byte)':'))
            return Reading.Broken;
        if (number == 0)
        {
            _texts++;
            _arenas.Clear();
            (_stats, _total) = (new(), false);
        }
        if (notes.HasRoom(_arenas.Count, "arenas", Limits.Threads))
            _arenas.Add(new MallocStatsArena((int)number, Bytes.Zero, Bytes.Zero));
        return Reading.Understood;
    }

    Reading Figure(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        bool system = key.SequenceEqual("system bytes"u8), inUse = key.SequenceEqual("in use bytes"u8);
        bool mapped = key.SequenceEqual("max mmap bytes"u8), mappings = key.SequenceEqual("max mmap regions"u8);
        if (!(system || inUse || mapped || mappings))
            return Reading.Unknown;
        if (!ToolNumbers.TryCount(value, out long count) || ((system || inUse) && !_total && _arenas.Count == 0))
            return Reading.Broken;
        if (mappings)
            _stats = _stats with { MostMappings = count };
        else if (mapped)
            _stats = _stats with { MostMapped = new Bytes(count) };
        else if (_total)
            _stats = system ? _stats with { System = new Bytes(count) } : _stats with { InUse = new Bytes(count) };
        else
            _arenas[^1] = system ? _arenas[^1] with { System = new Bytes(count) } : _arenas[^1] with { InUse = new Bytes(count) };
        return Reading.Understood;
    }
}
