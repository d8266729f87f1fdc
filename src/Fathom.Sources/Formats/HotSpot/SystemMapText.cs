using System.Diagnostics.CodeAnalysis;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>System.map and the files of System.dump_map (HotSpot: nmt/memMapPrinter.cpp): late 21, 24 on.</summary>
public static class SystemMapText
{
    const int MostWords = 64;

    public static Parsed<SystemMap> Parse(ReadOnlySpan<byte> text, string file)
    {
        ReportNotes notes = new(file);
        List<SystemMapRow> rows = [];
        SystemMap map = new();
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> line = lines.Current.TrimStart(" \t"u8);
            if (line.StartsWith("0x"u8))
            {
                if (!TryRow(line, out SystemMapRow? row))
                    notes.Broken(lines);
                else if (notes.HasRoom(rows.Count, "mappings", Limits.Mappings))
                    rows.Add(row);
            }
            else if (line.StartsWith("NMT is disabled"u8))
            {
                map = map with { HasOwners = false };
            }
            else if (rows.Count > 0 && !Footer(line, ref map))
            {
                notes.Keep(lines);
            }
            // What stands above the rows is a legend.
        }
        if (rows.Count == 0)
            notes.Add(Gaps.ReportIncomplete, "mappings", "System.map");
        return notes.Done(map with { Rows = rows, Unread = notes.Unread });
    }

    /// <summary>"0x…-0x…  1032192 rw-p  90112  0 4K  com,nothp  STACK-31371-Attach-Listener  -".</summary>
    static bool TryRow(ReadOnlySpan<byte> line, [NotNullWhen(true)] out SystemMapRow? row)
    {
        row = null;
        AsciiLine rest = new(line);
        if (!rest.TakeRange(out AddressRange range) || !rest.TakeBlanks()
            || !rest.TakeSize(out Bytes size) || size != range.Length || !rest.TakeBlanks()
            || !TryAccess(rest.TakeWord(), out Access access) || !rest.TakeBlanks()
            || !rest.TakeSize(out Bytes resident) || !rest.TakeBlanks()
            || !rest.TakeSize(out Bytes huge) || !rest.TakeBlanks()
            || !rest.TakeSize(out Bytes page) || !rest.TakeBlanks())
            return false;
        ReadOnlySpan<byte> notes = rest.TakeWord();
        rest.TakeBlanks();
        ReadOnlySpan<byte> owners = rest.TakeWord();
        if (notes.IsEmpty || owners.IsEmpty)
            return false;
        ReadOnlySpan<byte> file = rest.Rest.TrimStart((byte)' ');
        row = new(range, size, access, resident, huge, page, Words(notes), Words(owners),
            file.SequenceEqual("-"u8) ? "" : ForeignText.DecodePath(file));
        return true;
    }

    static string[] Words(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("-"u8)
            ? []
            : ForeignText.Decode(text).Split(',', MostWords, StringSplitOptions.RemoveEmptyEntries);

    static bool TryAccess(ReadOnlySpan<byte> word, out Access access)
    {
        access = Access.None;
        if (word.Length != 4)
            return false;
        access = (word[0] == (byte)'r' ? Access.Read : Access.None) | (word[1] == (byte)'w' ? Access.Write : Access.None)
            | (word[2] == (byte)'x' ? Access.Execute : Access.None) | (word[3] == (byte)'s' ? Access.Shared : Access.None);
        return true;
    }

    static bool Footer(ReadOnlySpan<byte> line, ref SystemMap map)
    {
        if (line.IsEmpty || line.StartsWith("==="u8) || line.StartsWith("shared:"u8) || line.StartsWith("using thp:"u8)
            || line.StartsWith("hugetlb:"u8))
            return true;
        if (line.StartsWith("Number of mappings:"u8))
            map = map with { Mappings = ReportFields.FindCount(line, ":"u8) };
        else if (line.StartsWith("vsize:"u8))
            map = map with { Size = ReportFields.Find(line, ":"u8) };
        else if (line.StartsWith("rss:"u8))
            map = map with { Resident = ReportFields.Find(line, ":"u8) };
        else if (line.StartsWith("committed:"u8))
            map = map with { Committed = ReportFields.Find(line, ":"u8) };
        else if (line.StartsWith("swapped out:"u8))
            map = map with { Swapped = ReportFields.Find(line, ":"u8) };
        else
            return false;
        return true;
    }
}
