namespace Fathom.Accounting.Profiles;

/// <summary>The calls between functions that are shown, past those that are not: pprof's residual edges. Linear in the forest, however deep.</summary>
/// <param name="numbers">Of each label; -1 for what is not shown.</param>
sealed class CallGraphCalls(CallForest forest, int[] numbers, int shown)
{
    readonly double[] _values = new double[shown * shown];
    readonly bool[] _isDirect = new bool[shown * shown];
    readonly int[] _open = new int[shown * shown];

    /// <summary>The greatest first.</summary>
    public CallGraphEdge[] Count(NodeSums now, NodeSums? before)
    {
        double[] sums = now.Cumulative(forest);
        if (before?.Cumulative(forest) is { } then)
        {
            for (int i = 0; i < sums.Length; i++)
                sums[i] -= then[i];
        }
        Walk(Calls(), sums);
        List<CallGraphEdge> edges = [];
        for (int i = 0; i < _values.Length; i++)
        {
            if (_values[i] != 0)
                edges.Add(new CallGraphEdge(i / shown, i % shown, _values[i], _isDirect[i]));
        }
        edges.Sort((one, other) => Math.Abs(other.Value).CompareTo(Math.Abs(one.Value)) is not 0 and var order ? order
            : (one.Caller, one.Callee).CompareTo((other.Caller, other.Callee)));
        return [.. edges];
    }

    /// <summary>The call that each node is: by the nearest node above it that is shown; -1 for none.</summary>
    int[] Calls()
    {
        ReadOnlySpan<int> parents = forest.Parents;
        ReadOnlySpan<int> labels = forest.NodeLabels;
        var nearest = new int[parents.Length];
        var calls = new int[parents.Length];
        (nearest[0], calls[0]) = (-1, -1);
        for (int i = 1; i < parents.Length; i++)
        {
            (int number, int caller) = (numbers[labels[i]], nearest[parents[i]]);
            nearest[i] = number >= 0 ? number : caller;
            calls[i] = number >= 0 && caller >= 0 ? (caller * shown) + number : -1;
            if (calls[i] >= 0)
                _isDirect[calls[i]] |= numbers[labels[parents[i]]] >= 0;
        }
        return calls;
    }

    /// <summary>Down each stack and up again: a call that is open already has this stack's value.</summary>
    void Walk(int[] calls, double[] sums)
    {
        ReadOnlySpan<int> parents = forest.Parents;
        (int[] first, int[] next) = (new int[calls.Length], new int[calls.Length]);
        for (int i = calls.Length - 1; i > 0; i--)
            (next[i], first[parents[i]]) = (first[parents[i]], i);
        int at = first[0];
        while (at > 0)
        {
            if (calls[at] is >= 0 and var call && _open[call]++ == 0)
                _values[call] += sums[at];
            if (first[at] > 0)
            {
                at = first[at];
                continue;
            }
            while (at > 0 && next[at] == 0)
            {
                Leave(calls[at]);
                at = parents[at];
            }
            if (at == 0)
                break;
            Leave(calls[at]);
            at = next[at];
        }
    }

    void Leave(int call)
    {
        if (call >= 0)
            _open[call]--;
    }
}
