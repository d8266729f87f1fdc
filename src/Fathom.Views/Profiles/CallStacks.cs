using Fathom.Accounting.Profiles;

namespace Fathom.Views.Profiles;

/// <summary>The stacks of a report that have something by themselves, the outermost frame first.</summary>
static class CallStacks
{
    /// <summary>What a stack has now, less what it had before.</summary>
    public static long Value(ProfileReport report, int node) => Amount.Whole(report.Now[node] - (report.Before?[node] ?? 0));

    public static int[] Of(CallForest forest, int node)
    {
        int depth = 0;
        for (int at = node; at > 0; at = forest.Parents[at])
            depth++;
        var labels = new int[depth];
        for (int at = node; at > 0; at = forest.Parents[at])
            labels[--depth] = forest.NodeLabels[at];
        return labels;
    }
}
