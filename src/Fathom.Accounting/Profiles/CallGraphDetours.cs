namespace Fathom.Accounting.Profiles;

/// <summary>Calls past functions that are not shown say nothing new where other lines lead from the one to the other, too (pprof's RemoveRedundantEdges).</summary>
static class CallGraphDetours
{
    /// <param name="edges">The greatest first, and so is what is returned.</param>
    public static CallGraphEdge[] Without(IReadOnlyList<CallGraphEdge> edges, int nodes)
    {
        var joins = new bool[nodes, nodes];
        foreach (CallGraphEdge edge in edges)
            joins[edge.Caller, edge.Callee] = true;
        for (int i = edges.Count - 1; i >= 0; i--)
        {
            if (!edges[i].IsDirect)
                joins[edges[i].Caller, edges[i].Callee] = !HasOtherWay(joins, nodes, edges[i]);
        }
        return [.. edges.Where(edge => joins[edge.Caller, edge.Callee])];
    }

    static bool HasOtherWay(bool[,] joins, int nodes, in CallGraphEdge edge)
    {
        var seen = new bool[nodes];
        Stack<int> open = new([edge.Caller]);
        while (open.TryPop(out int at))
        {
            for (int next = 0; next < nodes; next++)
            {
                if (!joins[at, next] || seen[next] || (at == edge.Caller && next == edge.Callee))
                    continue;
                if (next == edge.Callee)
                    return true;
                seen[next] = true;
                open.Push(next);
            }
        }
        return false;
    }
}
