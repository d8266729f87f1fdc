using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Views.Text;

/// <summary>What a detail report has more: the memory map and the call sites, the largest of each.</summary>
static class NmtMapView
{
    const int Frames = 3;

    public static void Write(NmtAnswer answer, int columns, int most, TextWriter to)
    {
        if (answer.Report.Regions.Count > 0)
            WriteMap(answer, columns, most, to);
        if (answer.Report.Sites.Count > 0)
            WriteSites(answer.Report.Sites, columns, most, to);
    }

    static void WriteMap(NmtAnswer answer, int columns, int most, TextWriter to)
    {
        NmtMapped[] regions = [.. NmtMapped.Of(answer.Report, answer.Snapshot.Pages)
            .OrderByDescending(region => (region.Resident ?? region.Committed).Value)];
        to.WriteLine(Shown("Memory map", regions.Length, "ranges", most));
        Table table = new(to, columns, new Column("Address", 14), new Column("Reserved", 8, Align.Right),
            new Column("Committed", 9, Align.Right), new Column("Resident", 9, Align.Right), new Column("Tag, and from where", 0));
        table.Header();
        foreach (NmtMapped region in regions.Take(most))
            table.Row(region.Region.Range.Start.ToString()[2..], SizeText.Of(region.Region.Range.Length), SizeText.Of(region.Committed),
                SizeText.Of(region.Resident), (region.Region.Tag ?? "?") + "  " + Stack(region.Region.Stack));
    }

    static void WriteSites(IReadOnlyList<NmtSite> sites, int columns, int most, TextWriter to)
    {
        to.WriteLine(Shown("Call sites", sites.Count, "places", most));
        Table table = new(to, columns, new Column("Malloc", 8, Align.Right), new Column("Mapped", 8, Align.Right),
            new Column("Blocks", 9, Align.Right), new Column("Tag", 22), new Column("From", 0));
        table.Header();
        foreach (NmtSite site in sites.OrderByDescending(Size).Take(most))
            table.Row(SizeText.Of(site.Malloc?.Size.Size), SizeText.Of(site.Virtual?.Committed.Size),
                NmtView.Number(site.Malloc?.Count), site.Tag ?? "?", Stack(site.Stack));
    }

    static long Size(NmtSite site) => site.Malloc?.Size.Size.Value ?? site.Virtual?.Committed.Size.Value ?? 0;

    internal static string Shown(string what, int count, string of, int most) => string.Create(CultureInfo.InvariantCulture,
        $"{what}: {count:N0} {of}{(count > most ? $", the largest {most:N0}; --json has all" : "")}");

    /// <summary>From the inside out, without argument types; code of the JIT has no name.</summary>
    internal static string Stack(IReadOnlyList<NmtFrame> stack) => string.Join(" < ", stack.Take(Frames).Select(Name));

    static string Name(NmtFrame frame)
    {
        string symbol = frame.Symbol ?? frame.At.ToString();
        int end = symbol.IndexOfAny(['(', '+']);
        return end > 0 ? symbol[..end] : symbol;
    }
}
