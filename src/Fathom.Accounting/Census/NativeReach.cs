using Fathom.Evidence.Census;

namespace Fathom.Accounting.Census;

/// <summary>
/// How many chunks of each group libraries' data leads to, directly and through tables, lists and structures: by the sums
/// of links, not chunk by chunk. A field that few of its structures use proves nothing: its words may be stale.
/// </summary>
sealed class NativeReach
{
    const int MostPasses = 32;

    /// <summary>A field holds an address in a quarter of its structures at least, as in <c>Sources/Census</c>.</summary>
    const int FieldShare = 4;

    readonly GroupGraph _graph;
    readonly Blames _blames;
    readonly double[] _direct, _reached;
    readonly string?[] _from;
    readonly List<(int Parent, int Child, double Each)> _fields = [];
    readonly double[] _toSelf;

    public NativeReach(GroupGraph graph, Blames blames)
    {
        (_graph, _blames) = (graph, blames);
        int count = graph.Groups.Count;
        (_direct, _reached, _from, _toSelf) = (new double[count], new double[count], new string?[count], new double[count]);
        foreach (GroupRoot root in graph.Census.Roots)
        {
            if (root.Kind == RootKind.LibraryData && graph.IsGroup(root.Child) && root.Count > 0)
                _direct[root.Child] += root.Count;
        }
        FindFields();
        Spread();
        Name();
    }

    /// <summary>Chunks of a group that are reached; at most as many as it has.</summary>
    public double Of(int group) => _reached[group];

    /// <summary>The library from whose data the greatest part of the way leads there.</summary>
    public string? From(int group) => _from[group];

    double Total(int group) => _graph.Groups[group].Total.Count;

    void FindFields()
    {
        IReadOnlyList<GroupEdge> edges = _graph.Edges;
        for (int from = 0, end; from < edges.Count; from = end)
        {
            double links = 0;
            for (end = from; end < edges.Count && edges[end].Parent == edges[from].Parent && edges[end].Offset == edges[from].Offset; end++)
                links += edges[end].Count;
            double chunks = Total(edges[from].Parent);
            if (chunks <= 0 || !Carries(edges[from].Parent) || (edges[from].Offset >= 0 && links * FieldShare < chunks))
                continue;
            for (int i = from; i < end; i++)
                Add(edges[i].Parent, edges[i].Child, edges[i].Count / chunks);
        }
    }

    /// <summary>Chunks that nothing is known of but their size are of many kinds: what one of them leads to says nothing of the others.</summary>
    bool Carries(int group) => _graph.Groups[group] is { Parent: not null } or { Words.Count: > 0 } || Owner(group) is not null;

    string? Owner(int group) => _blames[group][0].Blame.Owner;

    void Add(int parent, int child, double each)
    {
        if (parent == child)
            _toSelf[child] += each;
        else if (Total(child) > 0)
            _fields.Add((parent, child, each));
    }

    /// <summary>
    /// Of a list one node is led to from outside, and each node leads to the next one: what flows in adds up over its
    /// length. Of two lists of a kind with one known beginning, half is reached so.
    /// </summary>
    void Spread()
    {
        double[] flow = new double[_reached.Length];
        bool isMore = true;
        for (int pass = 0; pass < MostPasses && isMore; pass++)
        {
            _direct.CopyTo(flow, 0);
            foreach ((int parent, int child, double each) in _fields)
                flow[child] += _reached[parent] * each;
            isMore = false;
            for (int i = 0; i < flow.Length; i++)
            {
                double total = Total(i), goesOn = 1 - _toSelf[i];
                double now = flow[i] <= 0 ? 0 : goesOn <= 0 ? total : Math.Min(total, flow[i] / goesOn);
                isMore |= now > _reached[i] * 1.01;
                _reached[i] = Math.Max(now, _reached[i]);
            }
        }
    }

    /// <summary>The widest way first: of several libraries the one of whose flow the narrowest place is the widest.</summary>
    void Name()
    {
        PriorityQueue<(int Group, string From), double> ways = new();
        foreach (GroupRoot root in _graph.Census.Roots)
        {
            if (root.Kind == RootKind.LibraryData && _graph.IsGroup(root.Child) && root.Count > 0 && Total(root.Child) > 0)
                ways.Enqueue((root.Child, root.Name), -Math.Min(1, root.Count / Total(root.Child)));
        }
        ILookup<int, (int Parent, int Child, double Each)> fields = _fields.ToLookup(field => field.Parent);
        while (ways.TryDequeue(out (int Group, string From) way, out double width))
        {
            if (_from[way.Group] is not null)
                continue;
            // What others' words lead to in the JVM are its old blocks.
            if (Owner(way.Group) is { } owner && LibraryName.IsJvm(owner) && !LibraryName.IsJvm(way.From))
                continue;
            _from[way.Group] = LibraryName.Short(way.From);
            foreach ((int parent, int child, double each) in fields[way.Group])
            {
                if (_from[child] is null)
                    ways.Enqueue((child, way.From), Math.Max(width, -Math.Min(1, _reached[parent] * each / Total(child))));
            }
        }
    }
}
