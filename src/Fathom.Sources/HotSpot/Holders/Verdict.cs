using Fathom.Evidence.Census;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>
/// What the graph says of each object in it: kept where a root leads to it; garbage where all that leads to it was looked
/// at and no root is among it, cycles too.
/// </summary>
sealed class Verdict(ReferenceGraph graph)
{
    readonly Queue<int> _next = [];
    int[] _firstOut = [], _nextOut = [];
    int _nodes = -1, _edges;

    /// <summary>From chosen roots downwards; what was reached before keeps the way by which it was.</summary>
    public void Keep(Func<int, bool> chosen)
    {
        Link();
        for (int i = 0; i < graph.Count; i++)
        {
            // What was kept before may have been found to refer to more since.
            if (graph[i].Mark == HolderMark.Kept)
                _next.Enqueue(i);
            else if (graph[i].Root != RootKind.None && chosen(i))
                Mark(i, HolderMark.Kept, -1);
        }
        Spread(HolderMark.Kept);
    }

    /// <summary>What may be led to by something that was not looked at is not garbage.</summary>
    /// <param name="pass">What became wanted in this pass or later was not looked for everywhere.</param>
    public void Doubt(int pass)
    {
        Link();
        for (int i = 0; i < graph.Count; i++)
        {
            ref GraphNode node = ref graph[i];
            if (node.Mark == HolderMark.Doubtful || (node.Mark == HolderMark.None && (node.IsCrowded || node.Pass >= pass)))
                Mark(i, HolderMark.Doubtful, -1);
        }
        Spread(HolderMark.Doubtful);
    }

    public bool HasKept { get; private set; }

    void Mark(int number, HolderMark mark, int up)
    {
        ref GraphNode node = ref graph[number];
        (node.Mark, node.Up) = (mark, up);
        HasKept |= mark == HolderMark.Kept;
        _next.Enqueue(number);
    }

    void Spread(HolderMark mark)
    {
        while (_next.TryDequeue(out int number))
        {
            for (int edge = _firstOut[number]; edge >= 0; edge = _nextOut[edge])
            {
                int to = graph.Edge(edge).To;
                if (graph[to].Mark == HolderMark.None || (graph[to].Mark == HolderMark.Doubtful && mark == HolderMark.Kept))
                    Mark(to, mark, edge);
            }
        }
    }

    /// <summary>Edges by where they come from.</summary>
    void Link()
    {
        if (_nodes == graph.Count && _edges == graph.Edges)
            return;
        (_nodes, _edges) = (graph.Count, graph.Edges);
        // Each pass adds some: with room for them, the last ones are not garbage.
        if (_firstOut.Length < _nodes)
            _firstOut = new int[_nodes + (_nodes / 4)];
        if (_nextOut.Length < _edges)
            _nextOut = new int[_edges + (_edges / 4)];
        Array.Fill(_firstOut, -1);
        for (int i = 0; i < graph.Edges; i++)
        {
            int from = graph.Edge(i).From;
            (_nextOut[i], _firstOut[from]) = (_firstOut[from], i);
        }
    }

    public HolderState StateOf(int number, bool isWhole) => graph[number].Mark switch
    {
        HolderMark.Kept => HolderState.Kept,
        HolderMark.None when isWhole => HolderState.Garbage,
        _ => HolderState.Unknown,
    };
}
