using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence.Census;
using Fathom.Sources.Census;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>What was found, in words: chunks of a group that one class holds, for one reason, are one row.</summary>
sealed class HolderRows(ClassTable classes, ReferenceGraph graph, Verdict verdict, bool isWhole, bool isStale, ChunkParts? parts, Func<int, string> rootName)
{
    /// <summary>Steps that are told of a chain; of a linked list there may be thousands.</summary>
    const int LongestPath = 10;

    readonly Dictionary<Key, Row> _rows = [];
    readonly Dictionary<ulong, Best> _best = [];

    // Of thousands of objects of one class, each is told as the others are.
    readonly Dictionary<int, string> _rootNames = [];
    readonly Dictionary<(int Class, int Field, bool IsStatic), string> _steps = [];
    readonly int[] _path = new int[LongestPath];

    readonly List<(ulong, HolderState)> _chunks = [];

    /// <summary>The chunks whose holders were climbed from.</summary>
    public IReadOnlyList<(ulong User, HolderState State)> Chunks => _chunks;

    readonly record struct Key(int Group, int Class, int Field, string? Referrer, HolderState State, string? Root);

    sealed class Row
    {
        public List<ulong> Chunks { get; } = [];
        public int Node;
    }

    /// <summary>How an object is seen from below.</summary>
    readonly record struct Outcome(HolderState State, string? Referrer, string? Root, int Steps);

    /// <summary>Who holds a chunk, by number among the group's, and how that one is seen.</summary>
    readonly record struct Best(int Number, int Node, Outcome Outcome);

    public List<GroupHolder> Of(HeldChunks held)
    {
        List<GroupHolder> rows = [];
        foreach (HeldChunks.Group group in held.Groups)
        {
            _rows.Clear();
            int chosen = Count(group);
            foreach ((Key key, Row row) in _rows)
                rows.Add(Tell(key, row, group.IsSampled ? (double)group.Chunks / chosen : 1));
        }
        rows.Sort((a, b) => b.Chunks.CompareTo(a.Chunks));
        return rows;
    }

    /// <summary>Each chunk with the strongest of those that hold it.</summary>
    int Count(HeldChunks.Group group)
    {
        _best.Clear();
        for (int i = 0; i < group.Holdings.Count; i++)
        {
            Holding each = group.Holdings[i];
            int node = graph.Find(each.Holder);
            Outcome outcome = node < 0 || isStale ? default : Climbed(node);
            ref Best best = ref CollectionsMarshal.GetValueRefOrAddDefault(_best, each.Chunk, out bool isKnown);
            if (!isKnown || IsStronger(outcome, best.Outcome))
                best = new Best(i, node, outcome);
        }
        foreach ((ulong chunk, Best best) in _best)
        {
            Holding each = group.Holdings[best.Number];
            Outcome outcome = best.Outcome;
            _chunks.Add((chunk + 16, outcome.State));
            Key key = new(group.Number, each.Class, each.Field, outcome.Referrer, outcome.State, outcome.Root);
            if (!_rows.TryGetValue(key, out Row? row))
                _rows[key] = row = new Row { Node = best.Node };
            row.Chunks.Add(chunk);
        }
        return _best.Count;
    }

    /// <summary>Of two that are as strong, the one that stands nearer to the root: a buffer before who frees its block.</summary>
    static bool IsStronger(in Outcome one, in Outcome other)
    {
        int difference = Strength(one.State) - Strength(other.State);
        return difference > 0 || (difference == 0 && one.Steps < other.Steps);
    }

    static int Strength(HolderState state) => state switch { HolderState.Kept => 2, HolderState.Unknown => 1, _ => 0 };

    GroupHolder Tell(in Key key, Row row, double scale) =>
        new(key.Group, classes[key.Class].Name, key.Field < 0 ? null : classes.FieldName(key.Class, key.Field, isStatic: false), Scaled(row.Chunks.Count, scale))
        {
            Referrer = key.Referrer,
            State = key.State,
            Root = key.Root,
            Path = row.Node < 0 || isStale ? [] : Steps(row.Node),
            LookedAt = scale > 1 ? row.Chunks.Count : null,
            Parts = [.. (parts?.Of(key.Group, row.Chunks) ?? []).Select(part => new HeldPart(part.Key, Scaled(part.Value, scale)))],
        };

    static long Scaled(long count, double scale) => (long)Math.Round(count * scale);

    Outcome Climbed(int node)
    {
        string? referrer = null;
        int steps = 0;
        foreach (int edge in Path(node))
        {
            steps++;
            if (referrer is null && classes[graph[graph.Edge(edge).From].Class] is { IsJdk: false, IsArray: false })
                referrer = Step(edge);
        }
        HolderState state = verdict.StateOf(node, isWhole);
        return new Outcome(state, referrer, state == HolderState.Kept ? RootName(Root(node)) : null, steps);
    }

    int Root(int node)
    {
        while (graph[node].Up is >= 0 and var edge)
            node = graph.Edge(edge).From;
        return node;
    }

    string RootName(int root)
    {
        ref string? name = ref CollectionsMarshal.GetValueRefOrAddDefault(_rootNames, root, out _);
        return name ??= rootName(root);
    }

    /// <summary>Edges upwards: to the root that keeps it, else to whoever was found to refer to it. Until the next is asked for.</summary>
    ReadOnlySpan<int> Path(int node)
    {
        int steps = 0;
        while (steps < LongestPath)
        {
            int edge = graph[node].Up;
            if (edge < 0 && graph[node].Mark != HolderMark.Kept)
                edge = graph[node].FirstIn;
            if (edge < 0)
                break;
            _path[steps++] = edge;
            node = graph.Edge(edge).From;
            if (IsOnPath(node, steps))
                break;
        }
        return _path.AsSpan(0, steps);
    }

    bool IsOnPath(int node, int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            if (graph.Edge(_path[i]).To == node)
                return true;
        }
        return false;
    }

    string Step(int number)
    {
        GraphEdge edge = graph.Edge(Plainest(number));
        ref GraphNode from = ref graph[edge.From];
        HeapClass one = classes[from.Class];
        if (one.IsArray || edge.Field == ReferenceGraph.Watched)
            return one.Name;
        bool isStatic = from.Root == RootKind.Static;
        ref string? step = ref CollectionsMarshal.GetValueRefOrAddDefault(_steps, (from.Class, edge.Field, isStatic), out _);
        return step ??= classes.FieldName(from.Class, edge.Field, isStatic) is { } field
            ? string.Create(CultureInfo.InvariantCulture, $"{one.Name}.{field}") : one.Name;
    }

    string[] Steps(int node)
    {
        ReadOnlySpan<int> path = Path(node);
        string[] steps = new string[path.Length];
        for (int i = 0; i < steps.Length; i++)
            steps[i] = Step(path[i]);
        return steps;
    }

    /// <summary>Who watches an object through a Cleaner mostly has a field for it as well.</summary>
    int Plainest(int number)
    {
        GraphEdge edge = graph.Edge(number);
        for (int other = graph[edge.To].FirstIn; other >= 0 && edge.Field == ReferenceGraph.Watched; other = graph.Edge(other).NextIn)
        {
            if (graph.Edge(other).From == edge.From && graph.Edge(other).Field != ReferenceGraph.Watched)
                return other;
        }
        return number;
    }
}
