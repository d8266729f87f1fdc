using System.Runtime.InteropServices;

namespace Fathom.Accounting.Profiles;

/// <summary>Sums of a forest by label.</summary>
public static class CallTable
{
    /// <summary>A row for each label that has anything, now or before.</summary>
    public static CallRow[] Rows(CallForest forest, NodeSums now, NodeSums? before)
    {
        var flat = new double[forest.Labels.Count];
        var all = new double[forest.Labels.Count];
        var flatBefore = new double[forest.Labels.Count];
        var allBefore = new double[forest.Labels.Count];
        Sum(forest, now, flat, all);
        if (before is not null)
            Sum(forest, before, flatBefore, allBefore);
        List<CallRow> rows = new(forest.Labels.Count);
        for (int i = 0; i < flat.Length; i++)
        {
            CallRow row = new(i, flat[i], all[i], flatBefore[i], allBefore[i]);
            if (row is not { Flat: 0, Cumulative: 0, FlatBefore: 0, CumulativeBefore: 0 })
                rows.Add(row);
        }
        return [.. rows];
    }

    /// <summary>By what changed most, or where nothing is compared by what there is; ties by name, so that the order is always one.</summary>
    public static CallRow[] Sorted(CallForest forest, CallRow[] rows, bool byCumulative)
    {
        CallRow[] sorted = [.. rows];
        Array.Sort(sorted, (one, other) =>
        {
            (double a, double b) = byCumulative ? (one.CumulativeChange, other.CumulativeChange) : (one.FlatChange, other.FlatChange);
            int order = Math.Abs(b).CompareTo(Math.Abs(a));
            if (order == 0)
                order = Math.Abs(other.CumulativeChange).CompareTo(Math.Abs(one.CumulativeChange));
            return order == 0 ? string.CompareOrdinal(forest.Labels[one.Label], forest.Labels[other.Label]) : order;
        });
        return sorted;
    }

    /// <summary>Who called whom; what comes twice on one stack counts once.</summary>
    public static CallEdge[] Edges(CallForest forest, NodeSums now, NodeSums? before)
    {
        double[] sums = now.Cumulative(forest);
        double[]? sumsBefore = before?.Cumulative(forest);
        Dictionary<long, double> edges = [];
        ReadOnlySpan<int> parents = forest.Parents;
        ReadOnlySpan<int> labels = forest.NodeLabels;
        for (int i = 1; i < parents.Length; i++)
        {
            double value = sums[i] - (sumsBefore is null ? 0 : sumsBefore[i]);
            if (parents[i] == 0 || value == 0 || IsAgain(parents, labels, i))
                continue;
            CollectionsMarshal.GetValueRefOrAddDefault(edges, ((long)labels[parents[i]] << 32) | (uint)labels[i], out _) += value;
        }
        CallEdge[] all = new CallEdge[edges.Count];
        int at = 0;
        foreach (KeyValuePair<long, double> edge in edges)
            all[at++] = new CallEdge((int)(edge.Key >> 32), (int)(edge.Key & int.MaxValue), edge.Value);
        Array.Sort(all, (one, other) => Math.Abs(other.Value).CompareTo(Math.Abs(one.Value)) is not 0 and var order ? order
            : (one.Caller, one.Callee).CompareTo((other.Caller, other.Callee)));
        return all;
    }

    static void Sum(CallForest forest, NodeSums sums, double[] flat, double[] all)
    {
        double[] cumulative = sums.Cumulative(forest);
        ReadOnlySpan<int> parents = forest.Parents;
        ReadOnlySpan<int> labels = forest.NodeLabels;
        for (int i = 1; i < parents.Length; i++)
        {
            flat[labels[i]] += sums[i];
            if (!IsRecursion(parents, labels, i))
                all[labels[i]] += cumulative[i];
        }
    }

    static bool IsRecursion(ReadOnlySpan<int> parents, ReadOnlySpan<int> labels, int node)
    {
        int label = labels[node];
        for (int above = parents[node]; above > 0; above = parents[above])
        {
            if (labels[above] == label)
                return true;
        }
        return false;
    }

    static bool IsAgain(ReadOnlySpan<int> parents, ReadOnlySpan<int> labels, int node)
    {
        (int caller, int callee) = (labels[parents[node]], labels[node]);
        for (int above = parents[node]; above > 0 && parents[above] > 0; above = parents[above])
        {
            if (labels[above] == callee && labels[parents[above]] == caller)
                return true;
        }
        return false;
    }
}
