using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Procps;

/// <summary>
/// "MiB Mem :  24105.6 total,  22417.3 free, …", "KiB Swap: …", before 3.3 "Mem:   3880472k total, …" and busybox's
/// "Mem: 3082176K used, …".
/// </summary>
static class TopMemoryLine
{
    public static Reading Read(ReadOnlySpan<byte> text, ref MachineMemory memory)
    {
        AsciiLine line = new(text);
        long unit = TakeUnit(ref line);
        bool swap = line.Take("Swap"u8);
        if (!swap && !line.Take("Mem"u8))
            return Reading.Unknown;
        line.TakeBlanks();
        if (!line.Take((byte)':') || line.Rest.IndexOf((byte)',') < 0)
            return Reading.Unknown;
        while (line.TakeBlanks() && !line.Rest.IsEmpty)
        {
            // "13186612+total" had more digits than the column: nobody knows how many.
            if (!line.TakeRounded(unit, UnitFamily.Binary, out RoundedSize size))
                return Reading.Broken;
            bool cut = line.Take((byte)'+');
            line.TakeBlanks();
            ReadOnlySpan<byte> name = line.TakeWord().TrimEnd(",."u8);
            if (name.SequenceEqual("avail"u8) && line.TakeBlanks())
                line.Take("Mem"u8);
            if (!cut)
                memory = With(memory, swap, name, size);
        }
        return Reading.Understood;
    }

    static long TakeUnit(ref AsciiLine line)
    {
        int power = line.Rest.Length < 4 ? -1 : "KMGTPE"u8.IndexOf(line.Rest[0]);
        if (power < 0 || !line.Rest[1..].StartsWith("iB "u8))
            return 1024;
        line = new AsciiLine(line.Rest[4..]);
        return 1L << (10 * (power + 1));
    }

    /// <summary>Both available memory and, before 3.3, the page cache stand in the line of the swap.</summary>
    static MachineMemory With(MachineMemory memory, bool swap, ReadOnlySpan<byte> name, RoundedSize size) => name switch
    {
        _ when name.SequenceEqual("total"u8) => swap ? memory with { SwapTotal = size } : memory with { Total = size },
        _ when name.SequenceEqual("free"u8) => swap ? memory with { SwapFree = size } : memory with { Free = size },
        _ when name.SequenceEqual("used"u8) => swap ? memory with { SwapUsed = size } : memory with { Used = size },
        _ when name.SequenceEqual("avail"u8) => memory with { Available = size },
        _ when name.SequenceEqual("buffers"u8) || name.SequenceEqual("buff"u8) => memory with { Buffers = size },
        _ when name.SequenceEqual("shrd"u8) => memory with { Shared = size },
        _ when name.SequenceEqual("buff/cache"u8) || name.SequenceEqual("cached"u8) => memory with { Cached = size },
        _ => memory,
    };
}
