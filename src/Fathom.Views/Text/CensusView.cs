using System.Globalization;
using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.Census;

namespace Fathom.Views.Text;

/// <summary>What of a census is shown.</summary>
public readonly record struct CensusShown(CensusBy By, Bytes Min, int Top);

/// <summary>`census`: whose the live blocks are.</summary>
public static class CensusView
{
    const string Jvm = "libjvm.so";

    public static void Write(Snapshot snapshot, CensusRows rows, TracedCensus? traced, CensusShown shown, int columns, TextWriter to)
    {
        HeadView.Write(snapshot, columns, to);
        if (snapshot.Census is { } census)
        {
            CensusLine.WriteLargest(rows, columns, to);
            WriteTotals(census, rows, columns, to);
            if (traced is not null)
                MadeByView.Write(traced, columns, to);
            if (shown.By == CensusBy.Structure)
                WriteRows(rows, traced, shown, columns, to);
            else
                WriteSums(census, rows, shown, columns, to);
        }
        GapsView.Write(snapshot.Gaps, columns, to);
        CostView.Write(snapshot.Cost, to);
    }

    static void WriteTotals(ChunkCensus census, CensusRows rows, int columns, TextWriter to)
    {
        CensusScan scan = census.Scan;
        Bytes all = rows.Bytes, nobody = rows.Unattributed;
        string text = string.Create(CultureInfo.InvariantCulture, $"{scan.Chunks.Count:N0} live blocks with {SizeText.Of(all)}: ")
            + $"{SizeText.Of(all - nobody)} have an owner, {SizeText.Of(nobody)} are {CensusSums.Unattributed} ({Share(nobody, all)})";
        if (scan.IsSampled)
            text += $"; {SizeText.Of(scan.Looked.Bytes)} of them were looked at, counts are estimates (--exact looks at all)";
        if (scan.IsFull)
            text += "; there were more kinds than are kept apart";
        Paragraph.Write("Blocks", text, columns, to);
        if (census.Holders is { } holders)
        {
            Paragraph.Write("Holders", holders.IsPartial
                ? $"{SizeText.Of(holders.Scanned)} of {SizeText.Of(holders.Heap)} of the Java heap were looked through (--budget gives more time)"
                : $"all {SizeText.Of(holders.Heap)} of the Java heap were looked through", columns, to);
        }
        if (census.Reach?.Incomplete is { } why)
            Paragraph.Write("Reach", $"nothing is called lost: {why.What}", columns, to);
    }

    static string Share(Bytes part, Bytes whole) => SizeText.Share(whole.Value == 0 ? 0 : (double)part.Value / whole.Value);

    static void WriteRows(CensusRows rows, TracedCensus? traced, CensusShown shown, int columns, TextWriter to)
    {
        Table table = new(to, columns, new Column("Bytes", 9, Align.Right), new("Count", 10, Align.Right), new("", 1), new("Owner", 15), new("Structure", 0));
        table.Header();
        int left = 0;
        Bytes leftBytes = Bytes.Zero;
        for (int i = 0; i < rows.Rows.Count; i++)
        {
            CensusRow row = rows.Rows[i];
            if (i >= shown.Top || row.Bytes < shown.Min)
            {
                left++;
                leftBytes += row.Bytes;
                continue;
            }
            table.Row(SizeText.Of(row.Bytes), Count(row.Count, row.CountError), Sign(row.Confidence), row.Owner ?? CensusSums.Unattributed, row.Structure);
            if (Under(row, columns) is { } more)
                table.Under(more);
            foreach (string line in traced is null ? [] : MadeByView.Lines(traced.ByRow[i]))
                table.Under(line);
        }
        if (left > 0)
            table.Row(SizeText.Of(leftBytes), "", "", "", string.Create(CultureInfo.InvariantCulture, $"{left:N0} smaller rows"));
        to.WriteLine("  ? likely, ~ possible; the others are certain.");
    }

    static string? Under(CensusRow row, int columns)
    {
        List<string> parts = [];
        // That the JVM's own data leads to the JVM's own memory would stand under every other row.
        bool isOwn = row.Reachable == Reachable.Native && row.ReachableFrom == row.Owner && row.Owner == Jvm;
        if (row.Reachable != Reachable.Unknown && !isOwn)
            parts.Add(ReachWord(row.Reachable) + (row.ReachableFrom is { } from ? " from " + from : ""));
        string? doubt = row.Reachable == Reachable.Unknown ? DoubtText.Clause(row.Doubt) : null;
        if (doubt is not null && row.Holder is null)
            parts.Add("unknown: " + doubt);
        if (row.Holder is { } holder)
            parts.Add("held by " + (columns < 110 ? Simple(holder) : holder) + (row.Referrer is { } referrer ? " <- " + referrer : "")
                + (doubt is null ? "" : ", unknown: " + doubt));
        return parts.Count == 0 ? null : string.Join(", ", parts);
    }

    /// <summary>Without its package, where lines are short.</summary>
    static string Simple(string name) => name[(name.LastIndexOf('.') + 1)..];

    public static string ReachWord(Reachable reachable) => reachable switch
    {
        Reachable.Native => "native",
        Reachable.Java => "kept",
        Reachable.Garbage => "garbage",
        Reachable.Lost => "lost",
        _ => "unknown",
    };

    static string Sign(Accounting.Confidence confidence) => confidence switch
    {
        Accounting.Confidence.Certain => "",
        Accounting.Confidence.Likely => "?",
        _ => "~",
    };

    static string Count(long count, long error) => error > 0
        ? string.Create(CultureInfo.InvariantCulture, $"~{count:N0}")
        : count.ToString("N0", CultureInfo.InvariantCulture);

    static void WriteSums(ChunkCensus census, CensusRows rows, CensusShown shown, int columns, TextWriter to)
    {
        Table table = new(to, columns, new Column("Bytes", 9, Align.Right), new("Resident", 9, Align.Right), new("", 7, Align.Right), new("Count", 11, Align.Right),
            new(shown.By.ToString(), 0));
        table.Header();
        IReadOnlyList<CensusSum> sums = CensusSums.Of(census, rows, shown.By);
        Bytes all = rows.Bytes;
        CensusSum rest = default;
        int left = 0;
        for (int i = 0; i < sums.Count; i++)
        {
            CensusSum sum = sums[i];
            if (i >= shown.Top || sum.Bytes < shown.Min)
                (left, rest) = (left + 1, new CensusSum("", rest.Count + sum.Count, rest.Bytes + sum.Bytes, rest.Resident + sum.Resident));
            else
                table.Row(SizeText.Of(sum.Bytes), SizeText.Of(sum.Resident), Share(sum.Bytes, all), Count(sum.Count, 0), sum.Name);
        }
        if (left > 0)
            table.Row(SizeText.Of(rest.Bytes), SizeText.Of(rest.Resident), Share(rest.Bytes, all), Count(rest.Count, 0), string.Create(CultureInfo.InvariantCulture, $"{left:N0} more"));
    }
}
