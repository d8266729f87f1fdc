using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>VM.stringtable and VM.symboltable (HotSpot: utilities/tableStatistics.cpp).</summary>
public static class TableText
{
    public static Parsed<TableReport> Parse(ReadOnlySpan<byte> text, string file)
    {
        ReportNotes notes = new(file);
        List<TableStats> tables = [];
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            Reading reading = Read(lines.Current.TrimStart(" \t"u8), tables);
            if (reading == Reading.Unknown)
                notes.Keep(lines);
            else if (reading == Reading.Broken)
                notes.Broken(lines);
        }
        if (tables.Count == 0)
            notes.Add(Gaps.ReportIncomplete, "line \"… statistics:\"", "VM.stringtable");
        return notes.Done(new TableReport { Tables = tables, Unread = notes.Unread });
    }

    static Reading Read(ReadOnlySpan<byte> line, List<TableStats> tables)
    {
        if (line.IsEmpty)
            return Reading.Understood;
        if (line.EndsWith(" statistics:"u8) && line.Length < 100)
        {
            if (tables.Count < Limits.NmtTags)
                tables.Add(new TableStats(ForeignText.Decode(line[..^" statistics:"u8.Length])));
            return Reading.Understood;
        }
        int colon = line.IndexOf((byte)':');
        if (tables.Count == 0 || colon < 0)
            return Reading.Unknown;
        ReadOnlySpan<byte> key = line[..colon].TrimEnd((byte)' ');
        if (key.StartsWith("Average "u8) || key.StartsWith("Variance "u8) || key.StartsWith("Std. dev."u8))
            return Reading.Understood;
        return Figures(key, line[(colon + 1)..], tables);
    }

    /// <summary>"Number of buckets  :  65536 =  524288 bytes, each 8"; the footprint has no count.</summary>
    static Reading Figures(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, List<TableStats> tables)
    {
        TableStats table = tables[^1];
        long? count = ReportFields.FindCount(value, ""u8);
        Bytes? size = ReportFields.Find(value, "="u8);
        // JDK 11 prints "Total footprsize_t": its sources had every "int" replaced.
        bool footprint = key.StartsWith("Total foot"u8);
        if (footprint ? size is null : count is null)
            return Known(key) ? Reading.Broken : Reading.Unknown;
        if (key.SequenceEqual("Number of buckets"u8))
            table = table with { Buckets = count, BucketBytes = size };
        else if (key.SequenceEqual("Number of entries"u8))
            table = table with { Entries = count, EntryBytes = size };
        else if (key.SequenceEqual("Number of literals"u8))
            table = table with { Literals = count, LiteralBytes = size };
        else if (footprint)
            table = table with { Footprint = size };
        else if (key.SequenceEqual("Maximum bucket size"u8))
            table = table with { LongestBucket = count };
        else
            return Reading.Unknown;
        tables[^1] = table;
        return Reading.Understood;
    }

    static bool Known(ReadOnlySpan<byte> key) =>
        key.StartsWith("Number of "u8) || key.StartsWith("Total foot"u8) || key.StartsWith("Maximum "u8);
}
