namespace Fathom.Accounting.Profiles;

/// <summary>The layer of each function: callers above whom they call, but for the calls that close a circle.</summary>
public sealed class CallGraphLayers
{
    readonly IReadOnlyList<CallGraphEdge> _edges;
    readonly Seen[] _seen;
    readonly int[] _layers;
    readonly bool[] _isBack;
    readonly List<int> _lastFirst = [];

    CallGraphLayers(CallGraph graph)
    {
        _edges = graph.Edges;
        (_seen, _layers, _isBack) = (new Seen[graph.Nodes.Count], new int[graph.Nodes.Count], new bool[_edges.Count]);
    }

    enum Seen : byte
    {
        Not,
        Open,
        Done,
    }

    public IReadOnlyList<int> Of => _layers;

    /// <summary>Of each edge: it leads up again, or to itself.</summary>
    public IReadOnlyList<bool> IsBack => _isBack;

    public static CallGraphLayers For(CallGraph graph)
    {
        CallGraphLayers layers = new(graph);
        var isCalled = new bool[layers._layers.Length];
        foreach (CallGraphEdge edge in graph.Edges)
            isCalled[edge.Callee] |= edge.Caller != edge.Callee;
        for (int i = 0; i < isCalled.Length; i++)
        {
            if (!isCalled[i])
                layers.Walk(i);
        }
        for (int i = 0; i < isCalled.Length; i++)
            layers.Walk(i);
        layers.PutInLayers();
        return layers;
    }

    /// <summary>No deeper than there are functions in a picture; heavy calls first, so that light ones lead up.</summary>
    void Walk(int node)
    {
        if (_seen[node] != Seen.Not)
            return;
        _seen[node] = Seen.Open;
        for (int i = 0; i < _edges.Count; i++)
        {
            if (_edges[i].Caller != node)
                continue;
            if (_seen[_edges[i].Callee] == Seen.Open)
                _isBack[i] = true;
            else
                Walk(_edges[i].Callee);
        }
        _seen[node] = Seen.Done;
        _lastFirst.Add(node);
    }

    /// <summary>Each below its lowest caller; who has none stands right above whom it calls.</summary>
    void PutInLayers()
    {
        var hasCaller = new bool[_layers.Length];
        for (int at = _lastFirst.Count - 1; at >= 0; at--)
        {
            for (int i = 0; i < _edges.Count; i++)
            {
                if (_isBack[i] || _edges[i].Caller != _lastFirst[at])
                    continue;
                hasCaller[_edges[i].Callee] = true;
                _layers[_edges[i].Callee] = Math.Max(_layers[_edges[i].Callee], _layers[_lastFirst[at]] + 1);
            }
        }
        for (int node = 0; node < _layers.Length; node++)
        {
            int highest = int.MaxValue;
            for (int i = 0; i < _edges.Count; i++)
            {
                if (!_isBack[i] && _edges[i].Caller == node)
                    highest = Math.Min(highest, _layers[_edges[i].Callee]);
            }
            if (!hasCaller[node] && highest != int.MaxValue)
                _layers[node] = highest - 1;
        }
    }
}
