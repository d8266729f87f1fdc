using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Glibc;

namespace Fathom.Sources.Census;

/// <summary>What was found, as evidence.</summary>
sealed class CensusRows(GroupTable groups, GroupSums sums, SampleScale scale, NmtTagging tags, WordNames names)
{
    /// <param name="numbers">What the groups of links are called now.</param>
    public ChunkCensus Make(RootScan roots, LinkTable links, ushort[] numbers)
    {
        List<GroupRoot> rootRows = [];
        Dictionary<(int Root, ushort Child), int> rootOf = [];
        foreach (((int root, ushort child), long count) in roots.Counts)
        {
            rootOf[(root, child)] = rootRows.Count;
            rootRows.Add(new GroupRoot(roots.Roots[root].Kind, roots.Roots[root].Name, child, count));
        }
        List<ChunkGroup> rows = new(sums.Count);
        for (int i = 0; i < sums.Count; i++)
            rows.Add(Row(i, rootOf));
        return new ChunkCensus
        {
            Groups = rows,
            Roots = rootRows,
            Edges = Edges(links, numbers),
            Scan = new CensusScan(default, default, default, default, default),
        };
    }

    ChunkGroup Row(int number, Dictionary<(int Root, ushort Child), int> rootOf)
    {
        ChunkGroup row = new()
        {
            Number = number,
            ChunkSize = Bytes.Zero,
            Total = scale.TotalOf(number),
        };
        if (number <= GroupTable.Rest)
            return row;
        ref readonly GroupKey key = ref groups[number];
        return row with
        {
            ChunkSize = SizeTable.SizeOf(key.Slot),
            CountError = scale.ErrorOf(number),
            Resident = scale.ResidentOf(number),
            NmtTag = key.Tag >= 0 ? tags.Names[key.Tag] : null,
            Words = names.Of(key),
            Content = (ContentKind)key.Content,
            Parent = key.Parent switch
            {
                0 => null,
                > 0 => new GroupParent(key.Parent, null, key.ParentOffset),
                _ => rootOf.TryGetValue((-1 - key.Parent, (ushort)number), out int root) ? new GroupParent(null, root, key.ParentOffset) : null,
            },
            Samples = [.. System.Linq.Enumerable.Select(sums.SamplesOf(number).ToArray(), user => new Address(user))],
        };
    }

    List<GroupEdge> Edges(LinkTable links, ushort[] numbers)
    {
        Dictionary<(int, int, int, int, int?), long> merged = [];
        foreach ((ushort parent, int offset, ushort child, int into, int? at, int count) in links.Rows())
        {
            (int, int, int, int, int?) key = (numbers[parent], offset, numbers[child], into, at);
            if (numbers[parent] > 0 && numbers[child] > 0)
                merged[key] = merged.GetValueOrDefault(key) + count;
        }
        List<GroupEdge> rows = new(merged.Count);
        foreach (((int parent, int offset, int child, int into, int? at), long count) in merged)
            rows.Add(new GroupEdge(parent, offset, child, into, scale.Of(parent, count)) { At = at });
        rows.Sort((a, b) => b.Count.CompareTo(a.Count));
        return rows;
    }
}
