namespace Fathom.Sources.Census;

/// <summary>Which groups are kept in the end, and under which number.</summary>
static class Numbering
{
    /// <summary>A field that holds an address in fewer of its structures than one of so many is none: those words were stale.</summary>
    const long FieldShare = 4;

    /// <summary>… unless it holds those of half the chunks of a kind.</summary>
    const long ChildShare = 2;
    const long FewChildren = 8;

    /// <summary>For each group itself, or what it was before something led to it that is no field.</summary>
    public static ushort[] Kept(GroupTable groups, GroupSums sums, Lineage lineage, LinkTable links)
    {
        ushort[] kept = new ushort[groups.Count];
        long[] counts = new long[groups.Count];
        for (int i = 0; i < kept.Length; i++)
            (kept[i], counts[i]) = ((ushort)i, sums[i].Count);
        Dictionary<(ushort, int), long> fields = Fields(links);
        Dictionary<ushort, long> kinds = [];
        foreach (ushort group in lineage.Derived)
            kinds[lineage.BaseOf(group)] = kinds.GetValueOrDefault(lineage.BaseOf(group), counts[lineage.BaseOf(group)]) + counts[group];
        foreach (ushort group in lineage.Derived)
        {
            ushort parent = lineage.ParentOf(group);
            if (parent == 0 || (kept[parent] == parent && IsField(group)))
                continue;
            ushort plain = lineage.BaseOf(group);
            kept[group] = plain;
            counts[plain] += counts[group];
            bool IsField(ushort child) => fields.GetValueOrDefault((parent, groups[child].ParentOffset)) * FieldShare >= counts[parent]
                || (counts[child] >= FewChildren && counts[child] * ChildShare >= kinds[lineage.BaseOf(child)]);
        }
        return kept;
    }

    /// <summary>The number of each group afterwards; groups without chunks get 0.</summary>
    public static ushort[] Of(ReadOnlySpan<ushort> kept, GroupSums sums, out int count)
    {
        ushort[] numbers = new ushort[kept.Length];
        count = GroupTable.Rest + 1;
        for (int i = 1; i < kept.Length; i++)
        {
            if (kept[i] == i && (i <= GroupTable.Rest || sums[i].Count > 0))
                numbers[i] = i <= GroupTable.Rest ? (ushort)i : (ushort)count++;
        }
        for (int i = 0; i < kept.Length; i++)
        {
            if (kept[i] != i)
                numbers[i] = numbers[kept[i]];
        }
        return numbers;
    }

    /// <summary>How many links there are from each offset of each group.</summary>
    static Dictionary<(ushort Parent, int Offset), long> Fields(LinkTable links)
    {
        Dictionary<(ushort, int), long> fields = [];
        foreach ((ushort parent, int offset, _, int into, _, int count) in links.Rows())
        {
            if (into == Evidence.Census.GroupEdge.Itself)
                continue;
            fields[(parent, offset)] = fields.GetValueOrDefault((parent, offset)) + count;
        }
        return fields;
    }
}
