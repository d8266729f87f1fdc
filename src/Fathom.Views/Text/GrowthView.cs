using Fathom.Accounting.Growth;
using Fathom.Findings;

namespace Fathom.Views.Text;

/// <summary>What grew while it was watched, and what did not beyond its noise.</summary>
static class GrowthView
{
    const int Most = 4;

    public static void Write(Growth growth, int columns, TextWriter to)
    {
        string rss = growth.Line(GrowthKind.Resident) is { } line
            ? $"RSS {Growing.Rate(line.Line.Slope)} +- {Growing.Rate(line.Line.Error)}{(line.IsSignificant ? "" : " (noise)")}" : "";
        List<string> said = [.. growth.Lines.Where(each => each.Grows && each.Of.Kind is GrowthKind.Account or GrowthKind.SizeClass)
            .Take(Most).Select(each => $"{Growing.Name(each.Of)} {Growing.Rate(each.Line.Slope)} +- {Growing.Rate(each.Line.Error)}")];
        Paragraph.Write("Growth", $"in {growth.Over.TotalSeconds:0} s: {rss}; "
            + (said.Count > 0 ? string.Join("; ", said) : "no account and no size of blocks grows beyond its noise"), columns, to);
    }
}
