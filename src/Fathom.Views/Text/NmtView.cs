using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Views.Text;

/// <summary>`nmt`: a JVM's native memory by tag, any JDK's report in one form.</summary>
public static class NmtView
{
    const int WideFrom = 150;

    /// <param name="most">Lines of the memory map and of the call sites; JSON has them all.</param>
    public static void Write(NmtAnswer answer, int columns, int most, TextWriter to)
    {
        HeadView.Write(answer.Snapshot, columns, to);
        NmtReport report = answer.Report;
        foreach (string line in report.Statistics)
            to.WriteLine("  " + Printable.Of(line.Replace("\t", "  ", StringComparison.Ordinal)));
        if (answer.Diff is { } diff)
        {
            NmtDiffView.Write(answer, diff, columns, most, to);
        }
        else if (report.Categories.Count > 0)
        {
            WriteTotals(answer, to);
            WriteTags(answer, columns, to);
            NmtMapView.Write(answer, columns, most, to);
        }
        WriteFailedChecks(report, to);
        GapsView.Write(answer.Snapshot.Gaps, columns, to);
        if (answer.Snapshot.Target.Pid is not null)
            CostView.Write(answer.Snapshot.Cost, to);
    }

    static void WriteFailedChecks(NmtReport report, TextWriter to)
    {
        foreach (NmtCheck check in report.Checks)
        {
            if (!check.Balances)
                to.WriteLine($"  Check failed: {check.Name}: the tags add up to {Number(check.Parts.Value)} bytes, the total is {Number(check.Total.Value)}.");
        }
        if (report.CountCheck is { Balances: false } blocks)
            to.WriteLine($"  Check failed: blocks: the tags add up to {Number(blocks.Parts)}, the total is {Number(blocks.Total)}.");
    }

    /// <summary>A figure that may be more.</summary>
    internal static string AtLeast(Bytes? size, bool isAll) =>
        size is { } known ? (isAll ? "" : ">=") + SizeText.Of(known) : "-";

    internal static string Number(long? count) => count?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";

    static void WriteTotals(NmtAnswer answer, TextWriter to)
    {
        NmtReport report = answer.Report;
        string scale = report.Scale.Value <= 1 ? "exact to the byte" : "in steps of " + SizeText.Of(report.Scale);
        string kind = report.Kind is NmtKind.Detail or NmtKind.DetailDiff ? "detail" : "summary";
        to.WriteLine($"NMT {kind}, {scale}{(answer.IsRead ? ", read from memory" : "")}; resident {Source(answer)}");
    }

    static string Source(NmtAnswer answer) => answer switch
    {
        { Residency: null } => "unknown",
        { Malloc: null } => "by " + answer.Residency.Source,
        _ => $"by {answer.Residency.Source} and block headers",
    };

    static void WriteTags(NmtAnswer answer, int columns, TextWriter to)
    {
        bool wide = columns >= WideFrom;
        List<Column> layout = [new("Tag", 22), new("Reserved", 8, Align.Right), new("Committed", 9, Align.Right),
            new("Resident", 10, Align.Right)];
        if (wide)
            layout.AddRange([new("Mapped", 8, Align.Right), new("Resident", 10, Align.Right)]);
        layout.Add(new("Malloc", 8, Align.Right));
        if (wide)
            layout.AddRange([new("Blocks", 9, Align.Right), new("Arenas", 8, Align.Right), new("Number", 6, Align.Right), new("Also", 0)]);
        else
            layout.Add(new("Blocks", 0));
        Table table = new(to, columns, [.. layout]);
        table.Header();
        foreach (NmtUsage tag in answer.Tags)
        {
            table.Row([.. Cells(tag, wide)]);
            if (!wide && NmtWords.Of(tag.Category, false) is { Length: > 0 } words)
                table.Under(words);
        }
        table.Row([.. Total(answer, wide)]);
    }

    static List<string> Cells(NmtUsage tag, bool wide)
    {
        NmtCategory category = tag.Category;
        List<string> cells = [category.Tag, SizeText.Of(category.Reserved.Size), SizeText.Of(category.Committed.Size),
            AtLeast(tag.AtLeast, tag.Resident is not null)];
        NmtVirtual? mapped = category.Mmap ?? category.Stacks;
        if (wide)
            cells.AddRange([Size(mapped?.Committed), mapped is null ? "-" : AtLeast(tag.Mapped, !tag.MayMapMore)]);
        cells.AddRange([Size(category.Malloc?.Size), Number(category.Malloc?.Count)]);
        if (wide)
            cells.AddRange([Size(category.Arena?.Size), Number(category.Arena?.Count), NmtWords.Of(category, true)]);
        return cells;
    }

    static List<string> Total(NmtAnswer answer, bool wide)
    {
        NmtReport report = answer.Report;
        List<string> cells = ["Total", SizeText.Of(report.Reserved.Size), SizeText.Of(report.Committed.Size),
            AtLeast(answer.Resident?.Size, answer.Resident?.IsAll == true)];
        if (wide)
            cells.AddRange([Size(report.Mmap?.Committed), ""]);
        cells.AddRange([Size(report.Malloc?.Size), Number(report.Malloc?.Count)]);
        if (wide)
            cells.AddRange(["", "", report.Malloc?.Peak is { } peak ? "malloc at most " + SizeText.Of(peak) : ""]);
        return cells;
    }

    static string Size(NmtAmount? amount) => SizeText.Of(amount?.Size);
}
