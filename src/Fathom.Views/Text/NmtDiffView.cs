using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Views.Text;

/// <summary>What changed between two reports, the largest change first.</summary>
static class NmtDiffView
{
    const int WideFrom = 120;

    public static void Write(NmtAnswer answer, NmtReport diff, int columns, int most, TextWriter to)
    {
        string since = answer.Since is { } head ? Since(head, answer.Snapshot.TakenAt) : "";
        to.WriteLine($"NMT compared{since}: reserved {Change(diff.Reserved.Change)}, committed {Change(diff.Committed.Change)}");
        WriteTags(diff, columns, to);
        if (diff.Sites.Count > 0)
            WriteSites(diff.Sites, columns, most, to);
    }

    static string Since(NmtHead head, DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture,
        $" with {head.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC ({SizeText.Of(now - head.TakenAt)} before)");

    static void WriteTags(NmtReport diff, int columns, TextWriter to)
    {
        bool wide = columns >= WideFrom;
        List<Column> layout = [new("Tag", 22), new("Committed", 9, Align.Right), new("Change", 9, Align.Right), new("Reserved", 9, Align.Right)];
        if (wide)
            layout.AddRange([new("Mapped", 9, Align.Right), new("Arenas", 9, Align.Right)]);
        layout.AddRange([new("Malloc", 9, Align.Right), new("Blocks", 0)]);
        Table table = new(to, columns, [.. layout]);
        table.Header();
        int same = 0;
        foreach (NmtCategory tag in NmtDiff.Sorted(diff))
        {
            if (IsSame(tag))
                same++;
            else
                table.Row([.. Cells(tag, wide)]);
        }
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {same} tags as they were."));
    }

    static List<string> Cells(NmtCategory tag, bool wide)
    {
        List<string> cells = [tag.Tag, SizeText.Of(tag.Committed.Size), Change(tag.Committed.Change), Change(tag.Reserved.Change)];
        NmtVirtual? mapped = tag.Mmap ?? tag.Stacks;
        if (wide)
            cells.AddRange([Change(mapped?.Committed.Change), Change(tag.Arena?.Size.Change)]);
        cells.AddRange([Change(tag.Malloc?.Size.Change), Count(tag.Malloc?.CountChange)]);
        return cells;
    }

    static void WriteSites(IReadOnlyList<NmtSite> sites, int columns, int most, TextWriter to)
    {
        to.WriteLine(NmtMapView.Shown("Call sites that changed", sites.Count, "places", most));
        Table table = new(to, columns, new Column("Malloc", 9, Align.Right), new Column("Mapped", 9, Align.Right),
            new Column("Blocks", 9, Align.Right), new Column("Tag", 22), new Column("From", 0));
        table.Header();
        foreach (NmtSite site in sites.OrderByDescending(NmtSiteDiff.Size).Take(most))
            table.Row(Change(site.Malloc?.Size.Change), Change(site.Virtual?.Committed.Change), Count(site.Malloc?.CountChange),
                site.Tag ?? "?", NmtMapView.Stack(site.Stack));
    }

    static bool IsSame(NmtCategory tag) =>
        tag.Committed.Change.Value == 0 && tag.Reserved.Change.Value == 0 && tag.Malloc is not { CountChange: not 0 };

    static string Change(Bytes? change) => change is { } known ? SizeText.Change(known) : "-";

    static string Count(long? change) => change is { } known ? known.ToString("+#,##0;-#,##0;.", CultureInfo.InvariantCulture) : "-";
}
