namespace Fathom.Sources.Census;

/// <summary>
/// Words that an earlier owner of the memory left behind scatter a group's chunks over small groups of more words. Each
/// goes back to the one whose words it has too.
/// </summary>
static class StaleWords
{
    /// <summary>Chunks that prove a group by their number alone, whatever share of their size they are.</summary>
    const long Many = 50;

    const long LeastMany = 3;

    /// <summary>In words: where an object of the JVM begins behind NMT's header.</summary>
    const int BehindHeader = 2;
    const long Share = 100;

    /// <summary>How many chunks of a size make a group of its own.</summary>
    public static long Strong(long ofSize) => Math.Clamp(ofSize / Share, LeastMany, Many);

    /// <summary>By number, the number that it becomes.</summary>
    public static ushort[] Merge(GroupTable groups, GroupSums sums)
    {
        ushort[] numbers = new ushort[groups.Count];
        Dictionary<int, long> sizes = [];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (ushort)i;
            if (i > GroupTable.Rest)
                sizes[groups[i].Slot] = sizes.GetValueOrDefault(groups[i].Slot) + sums[i].Count;
        }
        Dictionary<GroupKey, ushort> strong = [];
        for (int i = GroupTable.Rest + 1; i < numbers.Length; i++)
        {
            if (groups[i].Words > 0 && sums[i].Count >= Strong(sizes[groups[i].Slot]))
                Offer(groups[i], (ushort)i, sums, strong);
        }
        for (int i = GroupTable.Rest + 1; i < numbers.Length; i++)
        {
            GroupKey key = groups[i];
            if (key.Words == 0 || sums[i].Count >= Strong(sizes[key.Slot]))
                continue;
            if (Best(key, sums, strong) is > 0 and var best)
                numbers[i] = best;
            // The tag says what it is; within an arena of the JVM any word may stand.
            else if (key.Tag >= 0 && key.FirstAt > BehindHeader)
                numbers[i] = groups.Of(Part(key, 0));
        }
        return numbers;
    }

    /// <summary>Only three words are kept: behind a stale one the last of the true ones is missing.</summary>
    static void Offer(in GroupKey key, ushort number, GroupSums sums, Dictionary<GroupKey, ushort> strong)
    {
        for (int words = key.Words; words > 0; words--)
        {
            GroupKey first = Part(key, (1 << words) - 1);
            if (words == key.Words || !strong.TryGetValue(first, out ushort other) || sums[other].Count < sums[number].Count)
                strong[first] = number;
        }
    }

    static ushort Best(in GroupKey key, GroupSums sums, Dictionary<GroupKey, ushort> strong)
    {
        ushort best = 0;
        int most = 0;
        for (int part = (1 << key.Words) - 2; part > 0; part--)
        {
            GroupKey less = Part(key, part);
            if (strong.TryGetValue(less, out ushort number)
                && (less.Words > most || (less.Words == most && sums[number].Count > sums[best].Count)))
                (best, most) = (number, less.Words);
        }
        return best;
    }

    static GroupKey Part(in GroupKey key, int words)
    {
        GroupKey part = new() { Slot = key.Slot, Tag = key.Tag, Content = key.Content };
        for (int i = 0; i < key.Words; i++)
        {
            if ((words >> i & 1) != 0)
                part.Add(key[i].At, key[i].Word);
        }
        return part;
    }
}
