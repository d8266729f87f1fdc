using System.Runtime.InteropServices;

namespace Fathom.Sources.Census;

/// <summary>The chunks that were not reached, and a few of each group that has many of them.</summary>
sealed class ReachMissing
{
    /// <summary>Fewer do not show a pattern.</summary>
    public const int Least = 9;

    const int MostGroups = 4;

    readonly ChunkIndex _groups;
    readonly Dictionary<ushort, long> _counts = [];
    readonly Dictionary<ushort, List<ulong>> _samples = [];

    ReachMissing(ChunkIndex groups) => _groups = groups;

    /// <summary>From the first address to behind the last.</summary>
    public ulong Low { get; private set; } = ulong.MaxValue;

    public ulong High { get; private set; }

    /// <summary>Neighbours in address order, of the largest groups.</summary>
    public IReadOnlyCollection<List<ulong>> Samples => _samples.Values;

    public static ReachMissing Of(ReachLook look, ChunkIndex groups)
    {
        ReachMissing missing = new(groups);
        ReachChunks.Each(look.Index, look.Spread.Marks, ReachLabels.NotReached, missing.Count);
        foreach ((ushort group, _) in missing._counts.Where(each => each.Value >= Least && each.Key != ChunkIndex.NotLive)
            .OrderByDescending(each => each.Value).Take(MostGroups).ToArray())
            missing._samples[group] = [];
        ReachChunks.Each(look.Index, look.Spread.Marks, ReachLabels.NotReached, missing.Sample);
        if (missing.High < missing.Low)
            missing.Low = missing.High = 0;
        return missing;
    }

    void Count(in ChunkRef chunk)
    {
        Low = Math.Min(Low, chunk.User);
        High = Math.Max(High, chunk.User + 17);
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, GroupOf(chunk), out _)++;
    }

    void Sample(in ChunkRef chunk)
    {
        if (_samples.TryGetValue(GroupOf(chunk), out List<ulong>? samples) && samples.Count < Least)
            samples.Add(chunk.User);
    }

    public long CountOf(ushort group) => _counts.GetValueOrDefault(group);

    public ushort GroupOf(in ChunkRef chunk) => _groups.Find(chunk.User) is { Found: true } same ? _groups.GroupOf(same) : ChunkIndex.NotLive;
}
