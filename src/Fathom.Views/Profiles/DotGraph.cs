using System.Globalization;
using Fathom.Accounting.Profiles;

namespace Fathom.Views.Profiles;

/// <summary>Who called whom, for graphviz: what jeprof --dot draws. The size of a box is what it allocated itself.</summary>
public static class DotGraph
{
    public static void Write(ProfileReport report, TextWriter to)
    {
        CallGraph graph = CallGraph.Of(report.Forest, report.Now, report.Before);
        to.WriteLine("digraph profile {");
        to.WriteLine($"  graph [label=\"{string.Concat(CallGraphHead.Lines(report, graph).Select(line => Escaped(line, 200) + "\\l"))}\", labelloc=t, labeljust=l];");
        to.WriteLine("  node [shape=box, fontname=\"sans-serif\"];");
        to.WriteLine("  edge [fontname=\"sans-serif\", fontsize=10];");
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            CallRow row = graph.Nodes[i];
            string size = (8 + (30 * Math.Sqrt(graph.Share(row.FlatChange)))).ToString("0.0", CultureInfo.InvariantCulture);
            to.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  n{i} [label=\"{Escaped(report.Forest.Labels[row.Label], 80)}\\n{Show(report, row.FlatChange)} of {Show(report, row.CumulativeChange)}\", fontsize={size}];"));
        }
        foreach (CallGraphEdge edge in graph.Edges)
        {
            string style = edge.IsDirect ? "" : ", style=dashed";
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  n{edge.Caller} -> n{edge.Callee} [label=\"{Show(report, edge.Value)}\", penwidth={1 + (4 * graph.Share(edge.Value)):0.0}{style}];"));
        }
        to.WriteLine("}");
    }

    static string Show(ProfileReport report, double value) => CallGraphSvg.Show(report, value);

    static string Escaped(string label, int columns) => Text.Printable.CutMiddle(label, columns).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
