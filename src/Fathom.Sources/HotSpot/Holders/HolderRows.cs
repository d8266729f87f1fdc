using System.Globalization;
using Fathom.Evidence.Census;
using Fathom.Sources.Census;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>What was found, in words: chunks of a group that one class holds, for one reason, are one row.</summary>
sealed class HolderRows(ClassTable classes, ReferenceGraph graph, Verdict verdict, bool isWhole, bool isStale, ChunkParts? parts, Func<int, string> rootName)
{
    /// <summary>Steps that are told of a chain; of a linked list there may be thousands.</summary>
    const int LongestPath = 10;

    readonly Dictionary<Key, Row> _rows = [];

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
        Dictionary<ulong, (Key Key, Outcome Outcome, int Node)> best = [];
        foreach (Holding each in group.Holdings)
        {
            int node = graph.Find(each.Holder);
            Outcome outcome = node < 0 || isStale ? default : Climbed(node);
            Key key = new(group.Number, each.Class, each.Field, outcome.Referrer, outcome.State, outcome.Root);
            if (!best.TryGetValue(each.Chunk, out var known) || IsStronger(outcome, known.Outcome))
                best[each.Chunk] = (key, outcome, node);
        }
        foreach ((ulong chunk, (Key key, Outcome outcome, int node)) in best)
        {
            _chunks.Add((chunk + 16, outcome.State));
            if (!_rows.TryGetValue(key, out Row? row))
                _rows[key] = row = new Row { Node = node };
            row.Chunks.Add(chunk);
        }
        return best.Count;
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
            Path = row.Node < 0 || isStale ? [] : [.. Path(row.Node).Select(Step)],
            LookedAt = scale > 1 ? row.Chunks.Count : null,
            Parts = [.. (parts?.Of(key.Group, row.Chunks) ?? []).Select(part => new HeldPart(part.Key, Scaled(part.Value, scale)))],
        };

    static long Scaled(long count, double scale) => (long)Math.Round(count * scale);

    Outcome Climbed(int node)
    {
        string? referrer = null;
        int steps = 0, top = node;
        foreach (int edge in Path(node))
        {
            top = graph.Edge(edge).From;
            steps++;
            if (referrer is null && classes[graph[top].Class] is { IsJdk: false, IsArray: false })
                referrer = Step(edge);
        }
        HolderState state = verdict.StateOf(node, isWhole);
        return new Outcome(state, referrer, state == HolderState.Kept ? rootName(Root(node)) : null, steps);
    }

    int Root(int node)
    {
        while (graph[node].Up is >= 0 and var edge)
            node = graph.Edge(edge).From;
        return node;
    }

    /// <summary>Edges upwards: to the root that keeps it, else to whoever was found to refer to it.</summary>
    IEnumerable<int> Path(int node)
    {
        HashSet<int> met = [];
        for (int i = 0; i < LongestPath && met.Add(node); i++)
        {
            int edge = graph[node].Up;
            if (edge < 0 && graph[node].Mark != HolderMark.Kept)
                edge = graph[node].FirstIn;
            if (edge < 0)
                yield break;
            yield return edge;
            node = graph.Edge(edge).From;
        }
    }

    string Step(int number)
    {
        GraphEdge edge = graph.Edge(Plainest(number));
        ref GraphNode from = ref graph[edge.From];
        HeapClass one = classes[from.Class];
        if (one.IsArray || edge.Field == ReferenceGraph.Watched)
            return one.Name;
        string? field = from.Root == RootKind.Static
            ? classes.FieldName(from.Class, edge.Field, isStatic: true)
            : classes.FieldName(from.Class, edge.Field, isStatic: false);
        return field is null ? one.Name : string.Create(CultureInfo.InvariantCulture, $"{one.Name}.{field}");
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
