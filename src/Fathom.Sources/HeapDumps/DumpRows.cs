using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.HeapDumps;

namespace Fathom.Sources.HeapDumps;

/// <summary>What was found, in words: owners of one kind that are kept in one way are one row.</summary>
sealed class DumpRows(DumpClasses classes, DumpGraph graph, bool[] doubtful)
{
    const int LongestPath = 24;

    /// <summary>Ways in which owners of one kind are kept; the rest of them is one row.</summary>
    const int MostHolders = 200;

    readonly record struct Key(HolderState State, string? Referrer, DumpRoot Root);

    struct Sum
    {
        public long Count;
        public long Native;
        public int Node;
        public List<long>? Sizes;
    }

    public IReadOnlyList<DumpedOwner> Of(IReadOnlyList<OwnerTally> tallies, Dictionary<int, (long Count, long Native)> duplicates)
    {
        List<DumpedOwner> rows = [];
        foreach (DumpOwnerKind kind in classes.Kinds)
        {
            OwnerTally tally = tallies[kind.Number];
            if (tally.Count == 0)
                continue;
            (long count, long native) = duplicates.GetValueOrDefault(kind.Number);
            rows.Add(new DumpedOwner(classes[kind.Class].Name, kind.Owns, tally.Count, kind.TellsOpen ? tally.Open : null,
                kind.Size is null || kind.IsShell ? null : new Bytes(Math.Max(0, tally.Native - native)))
            {
                IsShell = kind.IsShell,
                Duplicates = count,
                LookedAt = tally.Found.Count,
                Holders = Holders(tally, kind.Size is not null),
            });
        }
        rows.Sort(Order);
        return rows;
    }

    static int Order(DumpedOwner a, DumpedOwner b)
    {
        int byBytes = (b.Native ?? Bytes.Zero).CompareTo(a.Native ?? Bytes.Zero);
        int byCount = byBytes != 0 ? byBytes : b.Count.CompareTo(a.Count);
        int byClass = byCount != 0 ? byCount : string.CompareOrdinal(a.ClassName, b.ClassName);
        return byClass != 0 ? byClass : string.CompareOrdinal(a.Owns, b.Owns);
    }

    List<DumpedHolder> Holders(OwnerTally tally, bool hasSize)
    {
        Dictionary<Key, Sum> sums = [];
        foreach (FoundOwner owner in tally.Found)
        {
            int node = graph.Find(owner.Id);
            Key key = node < 0 ? default : Seen(node);
            if (sums.Count >= MostHolders && !sums.ContainsKey(key))
                key = key with { Referrer = null, Root = DumpRoot.None };
            ref Sum sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out bool isKnown);
            sum.Node = isKnown ? sum.Node : node;
            sum.Count++;
            sum.Native += owner.Native;
            if (hasSize)
                (sum.Sizes ??= []).Add(owner.Native);
        }
        List<DumpedHolder> holders = [];
        foreach ((Key key, Sum sum) in sums)
        {
            holders.Add(new DumpedHolder(key.State, key.Referrer, sum.Count, hasSize ? new Bytes(sum.Native) : null)
            {
                Root = RootName(key.Root),
                Alike = Alike(sum.Sizes),
                Path = sum.Node < 0 ? [] : Steps(sum.Node),
            });
        }
        holders.Sort((a, b) => a.Native != b.Native ? (b.Native ?? Bytes.Zero).CompareTo(a.Native ?? Bytes.Zero)
            : a.Count != b.Count ? b.Count.CompareTo(a.Count) : string.CompareOrdinal(a.Referrer, b.Referrer));
        return holders;
    }

    /// <summary>The size that most of them have.</summary>
    static DumpedSize? Alike(List<long>? sizes)
    {
        if (sizes is null)
            return null;
        sizes.Sort();
        (long size, int count) = (0, 0);
        for (int i = 0, first = 0; i < sizes.Count; i++)
        {
            first = sizes[i] == sizes[first] ? first : i;
            if (i - first + 1 > count)
                (size, count) = (sizes[i], i - first + 1);
        }
        return count > 1 ? new DumpedSize(new Bytes(size), count) : null;
    }

    Key Seen(int node)
    {
        HolderState state = graph[node].IsKept ? HolderState.Kept : doubtful[node] ? HolderState.Unknown : HolderState.Garbage;
        string? referrer = null;
        int root = node, steps = 0;
        while (graph[root].Up is >= 0 and var edge && steps++ < LongestPath * 8)
        {
            root = graph.Edge(edge).From;
            if (referrer is null && graph[root].Class is >= 0 and var of && !classes[of].IsJdk && !classes[of].IsArray)
                referrer = Step(graph.Plainest(edge));
        }
        return new Key(state, referrer, state == HolderState.Kept ? graph[root].Root : DumpRoot.None);
    }

    List<string> Steps(int node)
    {
        List<string> steps = [];
        HashSet<int> met = [node];
        // Garbage may lead to itself.
        while (graph[node].Up is >= 0 and var number && steps.Count < LongestPath && met.Add(graph.Edge(number).From))
        {
            DumpEdge edge = graph.Plainest(number);
            if (edge.Field != DumpLink.Statics && Step(edge) is { } step)
                steps.Add(step);
            node = edge.From;
        }
        return steps;
    }

    string? Step(in DumpEdge edge)
    {
        ref DumpNode from = ref graph[edge.From];
        if (from.Class < 0)
            return null;
        DumpClass one = classes[from.Class];
        return edge.Field switch
        {
            DumpLink.Watched or DumpLink.Element => one.Name,
            DumpLink.OfClass => one.Name + " (an object of the class)",
            DumpLink.OfLoader or DumpLink.Statics => one.Name + " (the class)",
            var field when from.IsClass => classes.StaticName(from.Class, field) is { } name ? $"{one.Name}.{name}" : one.Name,
            var field when field < one.ReferenceNames.Length => $"{one.Name}.{one.ReferenceNames[field]}",
            _ => one.Name,
        };
    }

    public static string? RootName(DumpRoot root) => root switch
    {
        DumpRoot.Static => "static field",
        DumpRoot.Thread => "thread",
        DumpRoot.JniGlobal => "JNI global",
        DumpRoot.JavaFrame => "local variable",
        DumpRoot.JniLocal => "JNI local",
        DumpRoot.NativeStack => "native stack",
        DumpRoot.Monitor => "monitor in use",
        DumpRoot.BootClass => "class of the JDK",
        DumpRoot.Other => "the JVM",
        _ => null,
    };
}
