using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.Census;

/// <summary>The chunks that were not reached, and a few of each group that has many of them.</summary>
sealed class ReachMissing
{
    /// <summary>Fewer do not show a pattern.</summary>
    public const int Least = 9;

    const int MostGroups = 16;

    // Pages of 1 GiB, in 32 KiB.
    const int PageBits = 18;

    readonly ChunkIndex _groups;
    readonly ulong[] _pages = new ulong[1 << (PageBits - 6)];
    readonly List<AddressRange> _ranges = [];
    readonly Dictionary<ushort, long> _counts = [];
    readonly Dictionary<ushort, List<ulong>> _samples = [];

    ReachMissing(ChunkIndex groups) => _groups = groups;

    /// <summary>Where they are.</summary>
    public WordRange Range { get; private set; }

    /// <summary>Neighbours in address order, of the largest groups, the largest first.</summary>
    public IReadOnlyCollection<List<ulong>> Samples => _samples.Values;

    public static ReachMissing Of(ReachLook look, ChunkIndex groups)
    {
        ReachMissing missing = new(groups);
        ReachChunks.Each(look.Index, look.Spread.Marks, ReachLabels.NotReached, missing.Count);
        foreach ((ushort group, _) in missing._counts.Where(each => each.Value >= Least && each.Key != ChunkIndex.NotLive)
            .OrderByDescending(each => each.Value).Take(MostGroups).ToArray())
            missing._samples[group] = [];
        ReachChunks.Each(look.Index, look.Spread.Marks, ReachLabels.NotReached, missing.Sample);
        missing.Range = WordRange.Of(missing._ranges);
        return missing;
    }

    void Count(in ChunkRef chunk)
    {
        // Behind NMT's header.
        ulong user = chunk.User, behind = user + 16;
        Note(user);
        Note(behind);
        if (_ranges.Count > 0 && user >= _ranges[^1].Start.Value && user - _ranges[^1].End.Value < ChunkBlock.Size)
            _ranges[^1] = new AddressRange(_ranges[^1].Start, new Address(behind + 1));
        else
            _ranges.Add(new AddressRange(new Address(user), new Address(behind + 1)));
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, GroupOf(chunk), out _)++;
    }

    /// <summary>Whether an address may be one of theirs: none is in a page without a mark.</summary>
    public bool MayHave(ulong address)
    {
        (int word, ulong bit) = PageOf(address);
        return Range.Has(address) && (_pages[word] & bit) != 0;
    }

    void Note(ulong address)
    {
        (int word, ulong bit) = PageOf(address);
        _pages[word] |= bit;
    }

    static (int Word, ulong Bit) PageOf(ulong address)
    {
        int page = (int)(unchecked((address >> 12) * 0x9E3779B97F4A7C15) >> (64 - PageBits));
        return (page >> 6, 1UL << (page & 63));
    }

    void Sample(in ChunkRef chunk)
    {
        if (_samples.TryGetValue(GroupOf(chunk), out List<ulong>? samples) && samples.Count < Least)
            samples.Add(chunk.User);
    }

    public long CountOf(ushort group) => _counts.GetValueOrDefault(group);

    public ushort GroupOf(in ChunkRef chunk) => _groups.Find(chunk.User) is { Found: true } same ? _groups.GroupOf(same) : ChunkIndex.NotLive;
}
