using Fathom.Evidence;

namespace Fathom.Sources.HeapDumps;

/// <summary>An object on the way up from an owner.</summary>
struct DumpNode
{
    public ulong Id;

    /// <summary>Its class; for a class itself its own number, for what was not met yet below zero.</summary>
    public int Class;
    public DumpRoot Root;
    public bool IsClass;
    public bool IsKept;

    /// <summary>It has more referrers than are kept.</summary>
    public bool IsCrowded;

    /// <summary>The edge towards the root that keeps it; else the first that was found.</summary>
    public int Up;
    public int Referrers;
    public int FirstOut;
}

/// <summary>From who refers to what is referred to.</summary>
/// <param name="Field">Number of a reference of the class, of a static field; below zero for what is no field.</param>
readonly record struct DumpEdge(int From, int To, int Field, int NextOut);

/// <summary>Who refers to owners, to their referrers, and so on. Ways are found level by level, so that the first one to a root is the shortest.</summary>
sealed class DumpGraph(IReadOnlyDictionary<ulong, DumpRoot> roots)
{
    readonly IdTable _numbers = new();
    readonly Queue<int> _spread = [];
    readonly List<DumpEdge> _edges = [];
    DumpNode[] _nodes = new DumpNode[1024];

    public int Count { get; private set; }

    public bool IsFull { get; private set; }

    /// <summary>Objects lie at multiples of eight: one beside a class stands for its statics.</summary>
    public const ulong OfStatics = 1;

    /// <summary>From here on nobody asked yet who refers to them.</summary>
    public int Asked { get; set; }

    public ref DumpNode this[int number] => ref _nodes[number];

    public DumpEdge Edge(int number) => _edges[number];

    /// <summary>Who watches an object through a Cleaner mostly has a field for it as well: that says more.</summary>
    public DumpEdge Plainest(int number)
    {
        DumpEdge edge = _edges[number];
        for (int other = _nodes[edge.From].FirstOut; other >= 0 && edge.Field == DumpLink.Watched; other = _edges[other].NextOut)
        {
            if (_edges[other].To == edge.To)
                edge = _edges[other].Field == DumpLink.Watched ? edge : _edges[other];
        }
        return edge;
    }

    public int Find(ulong id) => _numbers.Find(id);

    /// <returns>Below zero where there is no room.</returns>
    public int Add(ulong id, int ofClass, bool isClass)
    {
        int number = _numbers.Find(id);
        if (number < 0)
        {
            if (Count == Limits.DumpNodes || id == 0)
            {
                IsFull |= id != 0;
                return -1;
            }
            number = Count++;
            if (number == _nodes.Length)
                Array.Resize(ref _nodes, number * 2);
            _nodes[number] = new DumpNode { Id = id, Class = ofClass, IsClass = isClass, Root = roots.GetValueOrDefault(id), Up = -1, FirstOut = -1 };
            _numbers.Add(id, number);
        }
        ref DumpNode node = ref _nodes[number];
        if (node.Class < 0)
            (node.Class, node.IsClass) = (ofClass, isClass);
        return number;
    }

    public void Connect(int from, int to, int field)
    {
        ref DumpNode down = ref _nodes[to];
        if (++down.Referrers > Limits.DumpReferrers)
        {
            down.IsCrowded = true;
            return;
        }
        _edges.Add(new DumpEdge(from, to, field, _nodes[from].FirstOut));
        _nodes[from].FirstOut = _edges.Count - 1;
        if (down.Up < 0)
            down.Up = _edges.Count - 1;
        if (_nodes[from].IsKept && !down.IsKept)
            Keep(to, _edges.Count - 1);
    }

    /// <summary>A root keeps all that it leads to.</summary>
    public void KeepByRoots()
    {
        for (int i = 0; i < Count; i++)
        {
            if (_nodes[i] is { IsKept: false, Root: not DumpRoot.None })
                Keep(i, -1);
        }
        Spread();
    }

    void Keep(int number, int up)
    {
        ref DumpNode node = ref _nodes[number];
        (node.IsKept, node.Up) = (true, up);
        _spread.Enqueue(number);
    }

    void Spread()
    {
        while (_spread.TryDequeue(out int number))
        {
            for (int edge = _nodes[number].FirstOut; edge >= 0; edge = _edges[edge].NextOut)
            {
                if (!_nodes[_edges[edge].To].IsKept)
                    Keep(_edges[edge].To, edge);
            }
        }
    }

    /// <summary>What may be led to by something that was not looked at is not garbage.</summary>
    public bool[] Doubtful(bool isWhole)
    {
        bool[] doubtful = new bool[Count];
        Queue<int> next = [];
        for (int i = 0; i < Count; i++)
        {
            if (!isWhole || i >= Asked || _nodes[i].IsCrowded)
            {
                doubtful[i] = true;
                next.Enqueue(i);
            }
        }
        while (next.TryDequeue(out int number))
        {
            for (int edge = _nodes[number].FirstOut; edge >= 0; edge = _edges[edge].NextOut)
            {
                int to = _edges[edge].To;
                if (!doubtful[to])
                {
                    doubtful[to] = true;
                    next.Enqueue(to);
                }
            }
        }
        return doubtful;
    }
}
