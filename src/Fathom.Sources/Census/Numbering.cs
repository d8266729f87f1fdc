namespace Fathom.Sources.Census;

/// <summary>Which groups are kept in the end, and under which number.</summary>
static class Numbering
{
    /// <summary>A parent that leads to a group in fewer of its chunks than one of so many does not: those words were stale.</summary>
    const long LeastShare = 4;

    /// <summary>The number of each group afterwards; groups without chunks get 0.</summary>
    public static ushort[] Of(GroupTable groups, GroupSums sums, Lineage lineage, LinkTable links, out int count)
    {
        ushort[] kept = new ushort[groups.Count];
        long[] counts = new long[groups.Count];
        for (int i = 0; i < kept.Length; i++)
            (kept[i], counts[i]) = ((ushort)i, sums[i].Count);
        foreach (ushort group in lineage.Derived)
        {
            ushort parent = lineage.ParentOf(group);
            if (parent == 0 || (kept[parent] == parent && Leads(groups[group], parent, group, links, counts)))
                continue;
            ushort plain = lineage.BaseOf(group);
            kept[group] = plain;
            counts[plain] += counts[group];
        }
        ushort[] numbers = new ushort[kept.Length];
        count = GroupTable.Rest + 1;
        for (int i = 1; i < kept.Length; i++)
        {
            if (kept[i] == i && (i <= GroupTable.Rest || counts[i] > 0))
                numbers[i] = i <= GroupTable.Rest ? (ushort)i : (ushort)count++;
        }
        for (int i = 0; i < kept.Length; i++)
        {
            if (kept[i] != i)
                numbers[i] = numbers[kept[i]];
        }
        return numbers;
    }

    static bool Leads(in GroupKey key, ushort parent, ushort group, LinkTable links, long[] counts) =>
        counts[parent] > 0 && links[parent, key.ParentOffset, group] * LeastShare >= counts[parent];
}
