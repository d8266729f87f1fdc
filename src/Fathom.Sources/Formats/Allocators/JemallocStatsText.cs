using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Allocators;

/// <summary>malloc_stats_print of jemalloc 3 to 5 (src/stats.c, stats_print_helper): the totals, not the tables by size.</summary>
public static class JemallocStatsText
{
    const int MostOptions = 1000;

    public static bool Begins(ReadOnlySpan<byte> line) => line.StartsWith("___ Begin jemalloc statistics ___"u8);

    public static Parsed<JemallocStats> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        Dictionary<string, string> options = new(StringComparer.Ordinal);
        JemallocStats stats = new();
        int texts = 0;
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> line = lines.Current.TrimStart((byte)' ');
            if (Begins(line))
            {
                texts++;
                stats = new();
            }
            else if (line.StartsWith("Version: \""u8))
                stats = stats with { Version = ForeignText.Decode(line["Version: \""u8.Length..].TrimEnd((byte)'"')) };
            else if (line.StartsWith("Allocated: "u8))
                stats = Totals(stats, line, notes, lines);
            else if (line.StartsWith("opt."u8) && line.IndexOf(": "u8) is > 0 and var colon)
                Option(options, line[..colon], line[(colon + 2)..]);
            else if (!line.IsEmpty && !line.StartsWith("--- End jemalloc"u8))
                notes.Keep(lines);
        }
        notes.Repeated(texts, "malloc_stats_print");
        if (stats.Allocated is null)
            notes.Add(Gaps.ToolTextIncomplete, "line \"Allocated:\"", "jemalloc's malloc_stats_print");
        return notes.Done(stats with { Options = options, Unread = notes.Unread });
    }

    static void Option(Dictionary<string, string> options, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (options.Count < MostOptions && value.Length < Limits.NameBytes)
            options[ForeignText.Decode(name)] = ForeignText.Decode(value);
    }

    /// <summary>"Allocated: 1, active: 2, metadata: 3 (n_thp 0), resident: 4, mapped: 5, retained: 6"; older ones have fewer.</summary>
    static JemallocStats Totals(JemallocStats stats, ReadOnlySpan<byte> line, ReportNotes notes, in ReportLines lines)
    {
        if (Figure(line, "Allocated: "u8) is not { } allocated || Figure(line, "active: "u8) is not { } active)
        {
            notes.Broken(lines);
            return stats;
        }
        stats = stats with
        {
            Allocated = allocated,
            Active = active,
            Metadata = Figure(line, "metadata: "u8),
            Resident = Figure(line, "resident: "u8),
            Mapped = Figure(line, "mapped: "u8),
            Retained = Figure(line, "retained: "u8),
        };
        // Each is a part of the next (jemalloc(3), stats.*).
        if (allocated > active || active > (stats.Resident ?? active) || active > (stats.Mapped ?? active))
            notes.Contradicts(lines.Number, "more is allocated than is active, or more active than mapped");
        return stats;
    }

    static Bytes? Figure(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key)
    {
        AsciiLine rest = new(line);
        return rest.SkipPast(key) && rest.TakeDecimal(out ulong value) && value <= long.MaxValue
            && (rest.Rest.IsEmpty || rest.Rest[0] is (byte)',' or (byte)' ') ? new Bytes((long)value) : null;
    }
}
