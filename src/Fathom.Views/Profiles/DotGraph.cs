using System.Globalization;
using Fathom.Accounting.Profiles;

namespace Fathom.Views.Profiles;

/// <summary>Who called whom, for graphviz: what jeprof --dot draws. The size of a box is what it allocated itself.</summary>
public static class DotGraph
{
    const int MostNodes = 80;

    public static void Write(ProfileReport report, TextWriter to)
    {
        CallForest forest = report.Forest;
        CallRow[] rows = [.. CallTable.Sorted(forest, CallTable.Rows(forest, report.Now, report.Before), byCumulative: true).Take(MostNodes)];
        HashSet<int> drawn = [.. rows.Select(row => row.Label)];
        double whole = rows.Length == 0 ? 0 : rows.Max(row => Math.Abs(row.CumulativeChange));
        to.WriteLine("digraph profile {");
        to.WriteLine("  node [shape=box, fontname=\"sans-serif\"];");
        foreach (CallRow row in rows)
        {
            double share = whole == 0 ? 0 : Math.Abs(row.FlatChange) / whole;
            string size = (8 + (30 * Math.Sqrt(share))).ToString("0.0", CultureInfo.InvariantCulture);
            to.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  n{row.Label} [label=\"{Escaped(forest.Labels[row.Label])}\\n{Show(report, row.FlatChange)} of {Show(report, row.CumulativeChange)}\", fontsize={size}];"));
        }
        foreach (CallEdge edge in CallTable.Edges(forest, report.Now, report.Before))
        {
            if (drawn.Contains(edge.Caller) && drawn.Contains(edge.Callee) && Math.Abs(edge.Value) > whole / 1000)
                to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  n{edge.Caller} -> n{edge.Callee} [label=\"{Show(report, edge.Value)}\", penwidth={1 + (4 * Math.Abs(edge.Value) / whole):0.0}];"));
        }
        to.WriteLine("}");
    }

    static string Show(ProfileReport report, double value) => report.Before is null ? Amount.Of(report.Column!, value) : Amount.Change(report.Column!, value);

    static string Escaped(string label) => Text.Printable.Cut(label, 80).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
