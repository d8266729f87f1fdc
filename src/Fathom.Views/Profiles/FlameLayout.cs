using Fathom.Accounting.Profiles;

namespace Fathom.Views.Profiles;

/// <summary>What a flame graph draws: boxes as wide as the greater of what they have and had.</summary>
sealed class FlameLayout
{
    /// <summary>So narrow a box is no pixel wide; what is left out by it is a gap in its parent.</summary>
    const double LeastShare = 1.0 / 20_000;

    FlameLayout(DrawnTree tree, ProfileReport report)
    {
        Nodes = tree.Nodes;
        Report = report;
        Deepest = Nodes.Count == 0 ? 0 : Nodes.Max(node => node.Depth);
        Widths = new double[Nodes.Count];
        // From the leaves down: where one child grew and another fell, both need their place.
        var above = new double[Deepest + 2];
        for (int i = Widths.Length - 1; i >= 0; i--)
        {
            DrawnNode node = Nodes[i];
            Widths[i] = Math.Max(0, Math.Max(node.Self, node.SelfBefore)) + above[node.Depth + 1];
            above[node.Depth + 1] = 0;
            above[node.Depth] += Widths[i];
        }
        Whole = Deepest == 0 ? 0 : above[1];
    }

    public ProfileReport Report { get; }

    public IReadOnlyList<DrawnNode> Nodes { get; }

    public double[] Widths { get; }

    public double Whole { get; }

    public int Deepest { get; }

    public static FlameLayout Of(ProfileReport report) => new(DrawnTree.Of(report.Forest, report.Now, report.Before, LeastShare), report);

    public string Label(in DrawnNode node) => node.Label < 0 ? "(smaller ones)" : Report.Forest.Labels[node.Label];
}
