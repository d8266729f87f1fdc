using Fathom.Evidence;
using Fathom.Evidence.Profiles;

namespace Fathom.Accounting.Profiles;

/// <summary>A series of dumps: how memory in use went, and the stack that took most of its growth.</summary>
/// <param name="Totals">Dump by dump.</param>
/// <param name="Stack">The innermost frame first; empty where no stack grew.</param>
public sealed record ProfiledGrowth(IReadOnlyList<Bytes> Totals, IReadOnlyList<string> Stack, Bytes First, Bytes Last, Bytes Given)
{
    /// <summary>Fewer dumps tell a start from a leak in nothing.</summary>
    const int FewestDumps = 3;
    const double Part = 0.25;

    public Bytes Whole => Totals[^1] - Totals[0];

    public Bytes OfStack => Last - First;

    /// <summary>It grew in the first half and in the second, and gave next to nothing back: no start that is over, no coming and going.</summary>
    public bool IsSteady { get; init; }

    public static ProfiledGrowth Of(IReadOnlyList<AllocationProfile> dumps, string column)
    {
        ProfileReport report = new(new ProfileQuestion { Column = column });
        List<NodeSums> sums = [];
        foreach (AllocationProfile dump in dumps)
        {
            // A dump that lacks the column is another kind, and stands in another series.
            if (report.Add(dump) is null)
                sums.Add(report.Now);
        }
        Bytes[] totals = [.. report.Moments.Select(moment => ProfiledSums.Whole(moment.Total))];
        if (report.Growth.Histories() is not [{ Growth: > 0 } most, ..])
            return new ProfiledGrowth(totals, [], Bytes.Zero, Bytes.Zero, Bytes.Zero);
        double middle = sums[sums.Count / 2][most.Node];
        double late = most.Last - middle, early = middle - most.First;
        return new ProfiledGrowth(totals, Labels(report.Forest, most.Node), ProfiledSums.Whole(most.First), ProfiledSums.Whole(most.Last), ProfiledSums.Whole(most.Given))
        {
            IsSteady = sums.Count >= FewestDumps && late >= most.Growth * Part && early >= 0 && most.Given <= most.Growth * Part,
        };
    }

    static List<string> Labels(CallForest forest, int node)
    {
        List<string> labels = [];
        for (int at = node; at > 0; at = forest.Parents[at])
            labels.Add(forest.Labels[forest.NodeLabels[at]]);
        return labels;
    }
}
