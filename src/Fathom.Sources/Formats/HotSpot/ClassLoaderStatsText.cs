using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>VM.classloader_stats (HotSpot: classfile/classLoaderStats.cpp).</summary>
public static class ClassLoaderStatsText
{
    /// <summary>Every chunk of metaspace, of every version, is a multiple of this (metaspace/chunklevel.hpp).</summary>
    const long SmallestChunk = 1024;

    const int WordBytes = 8;

    public static Parsed<ClassLoaderStats> Parse(ReadOnlySpan<byte> text, string file)
    {
        ReportNotes notes = new(file);
        List<ClassLoaderRow> rows = [];
        ClassLoaderTotal? total = null;
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            Reading reading = Read(lines.Current.TrimStart(" \t"u8), rows, ref total, notes);
            if (reading == Reading.Unknown)
                notes.Keep(lines);
            else if (reading == Reading.Broken)
                notes.Broken(lines);
        }
        if (total is null)
            notes.Add(Gaps.ReportIncomplete, "line \"Total =\"", "VM.classloader_stats");
        ClassLoaderStats stats = new() { Loaders = rows, Total = total, Unread = notes.Unread };
        return notes.Done(CountsWords(rows) ? InBytes(stats) : stats);
    }

    static Reading Read(
        ReadOnlySpan<byte> line, List<ClassLoaderRow> rows, ref ClassLoaderTotal? total, ReportNotes notes)
    {
        if (line.StartsWith("0x"u8))
            return Row(line, rows, notes);
        if (line.StartsWith("Total ="u8))
            return Total(line, ref total);
        if (line.IndexOf(" + "u8) > 0 && char.IsAsciiDigit((char)line[0]))
            return Hidden(line, rows);
        bool words = line.IsEmpty || line.StartsWith("ClassLoader "u8)
            || line.StartsWith("ChunkSz:"u8) || line.StartsWith("BlockSz:"u8);
        return words ? Reading.Understood : Reading.Unknown;
    }

    static Reading Row(ReadOnlySpan<byte> line, List<ClassLoaderRow> rows, ReportNotes notes)
    {
        AsciiLine rest = new(line);
        if (!rest.TakeAddress(out Address loader) || !rest.TakeBlanks() || !rest.TakeAddress(out Address parent)
            || !rest.TakeBlanks() || !rest.TakeAddress(out Address data) || !rest.TakeBlanks()
            || !TakeShare(ref rest, out ClassLoaderShare share) || !rest.TakeBlanks())
            return Reading.Broken;
        if (notes.HasRoom(rows.Count, "class loaders"))
            rows.Add(new ClassLoaderRow(loader, parent, data, share, ForeignText.Decode(rest.Rest)));
        return Reading.Understood;
    }

    /// <summary>"    73  149504  84608   + unsafe anonymous classes", or hidden ones, of the loader above.</summary>
    static Reading Hidden(ReadOnlySpan<byte> line, List<ClassLoaderRow> rows)
    {
        AsciiLine rest = new(line);
        if (rows.Count == 0 || !TakeShare(ref rest, out ClassLoaderShare share))
            return Reading.Broken;
        rows[^1] = rows[^1] with { Hidden = share };
        return Reading.Understood;
    }

    static Reading Total(ReadOnlySpan<byte> line, ref ClassLoaderTotal? total)
    {
        AsciiLine rest = new(line["Total ="u8.Length..]);
        rest.TakeBlanks();
        if (!rest.TakeCount(out long loaders) || !rest.TakeBlanks() || !TakeShare(ref rest, out ClassLoaderShare share))
            return Reading.Broken;
        total = new(loaders, share);
        return Reading.Understood;
    }

    static bool TakeShare(ref AsciiLine line, out ClassLoaderShare share)
    {
        share = default;
        const long Most = long.MaxValue / WordBytes;
        if (!line.TakeCount(out long classes) || !line.TakeBlanks() || !line.TakeCount(out long chunks)
            || !line.TakeBlanks() || !line.TakeCount(out long blocks) || chunks > Most || blocks > Most)
            return false;
        share = new(classes, new Bytes(chunks), new Bytes(blocks));
        return true;
    }

    /// <summary>Measured: JDK 17.0.15 prints 768 where 8, 11, 21 and 25 print 6144 for the same class.</summary>
    static bool CountsWords(List<ClassLoaderRow> rows)
    {
        bool odd = false;
        foreach (ClassLoaderRow row in rows)
        {
            long chunks = row.Own.Chunks.Value;
            odd |= chunks % SmallestChunk != 0;
            if (chunks * WordBytes % SmallestChunk != 0)
                return false;
        }
        return odd;
    }

    static ClassLoaderStats InBytes(ClassLoaderStats stats) => stats with
    {
        UnitBytes = WordBytes,
        Loaders = [.. stats.Loaders.Select(InBytes)],
        Total = stats.Total is { } total ? total with { Share = InBytes(total.Share) } : null,
    };

    static ClassLoaderRow InBytes(ClassLoaderRow row) =>
        row with { Own = InBytes(row.Own), Hidden = row.Hidden is { } hidden ? InBytes(hidden) : null };

    static ClassLoaderShare InBytes(ClassLoaderShare share) => share with
    {
        Chunks = new Bytes(share.Chunks.Value * WordBytes),
        Blocks = new Bytes(share.Blocks.Value * WordBytes),
    };
}
