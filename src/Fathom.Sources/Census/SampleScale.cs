using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Glibc;

namespace Fathom.Sources.Census;

/// <summary>
/// What a sample says of the whole. The walk counted every size exactly, so a group has the part of its size that it has
/// in the sample; how far that may be off is told by how the parts of the sample differ.
/// </summary>
sealed class SampleScale
{
    /// <summary>Of a normal distribution, 95 of 100.</summary>
    const double Deviations = 1.96;

    readonly ChunkSample _sample;
    readonly GroupTable _groups;
    readonly GroupSums _sums;
    readonly Dictionary<long, double> _factors = [];
    readonly Dictionary<long, long[]> _ofSize = [];
    readonly double _overall = 1;
    readonly long _missingBytes;

    public SampleScale(ChunkSample sample, GroupTable groups, GroupSums sums, MallocState state)
    {
        (_sample, _groups, _sums) = (sample, groups, sums);
        long bytes = 0, nameless = 0;
        for (int i = 1; i < sums.Count; i++)
        {
            bytes += sums[i].Bytes;
            nameless += i <= GroupTable.Rest ? sums[i].Count : 0;
        }
        _missingBytes = nameless == 0 || !sample.IsWhole ? 0 : Math.Max(0, state.InUse.Bytes.Value - bytes) / nameless;
        if (sample.IsWhole)
            return;
        Dictionary<long, long> seen = [];
        long count = 0, all = 0;
        for (int i = GroupTable.Rest + 1; i < sums.Count; i++)
        {
            long small = sums[i].Count - sums[i].LargeCount, size = SizeTable.SizeOf(groups[i].Slot).Value;
            seen[size] = seen.GetValueOrDefault(size) + small;
            count += small;
            AddParts(size, sums.PartsOf(i));
        }
        foreach (SizeClass each in state.Arenas.SelectMany(arena => arena.SizeClasses))
        {
            all += each.Total.Count;
            if (seen.GetValueOrDefault(each.ChunkSize.Value) is > 0 and var found)
                _factors[each.ChunkSize.Value] = _factors.GetValueOrDefault(each.ChunkSize.Value) + (double)each.Total.Count / found;
        }
        _overall = count == 0 ? 1 : Math.Max(1, (double)all / count);
    }

    public ChunkTotal TotalOf(int group)
    {
        ref readonly GroupSum sum = ref _sums[group];
        if (group == ChunkIndex.NotLive)
            return default;
        if (group <= GroupTable.Rest)
            return new ChunkTotal(sum.Count, new Bytes(Math.Max(sum.Bytes, sum.Count * _missingBytes)));
        return new ChunkTotal(sum.LargeCount + Of(group, sum.Count - sum.LargeCount), new Bytes(sum.LargeBytes + Of(group, sum.Bytes - sum.LargeBytes)));
    }

    public Bytes ResidentOf(int group)
    {
        Bytes bytes = TotalOf(group).Bytes;
        return new Bytes(Math.Max(0, bytes.Value - Of(group, _sums[group].Absent)));
    }

    /// <summary>
    /// Half of the range that holds the true count in 95 of 100 samples: by how far the group's share of its size differs
    /// from part to part, for the size's own count is known.
    /// </summary>
    public long ErrorOf(int group)
    {
        ReadOnlySpan<int> parts = _sums.PartsOf(group);
        if (parts.Length == 0 || group <= GroupTable.Rest || !_ofSize.TryGetValue(SizeTable.SizeOf(_groups[group].Slot).Value, out long[]? all))
            return 0;
        double count = 0, ofSize = 0, squares = 0;
        for (int i = 0; i < parts.Length; i++)
            (count, ofSize) = (count + parts[i], ofSize + all[i]);
        for (int i = 0; i < parts.Length; i++)
        {
            double off = parts[i] - (all[i] * count / Math.Max(1, ofSize));
            squares += off * off;
        }
        double factor = FactorOf(group);
        return (long)Math.Ceiling(Deviations * factor * Math.Sqrt(squares * parts.Length / (parts.Length - 1) * (1 - (1 / factor))));
    }

    /// <summary>An amount of a group in the sample, of the whole.</summary>
    public long Of(int group, long amount) => _sample.IsWhole ? amount : (long)Math.Round(amount * FactorOf(group));

    void AddParts(long size, ReadOnlySpan<int> parts)
    {
        if (!_ofSize.TryGetValue(size, out long[]? all))
            _ofSize[size] = all = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
            all[i] += parts[i];
    }

    double FactorOf(int group) =>
        group <= GroupTable.Rest || _sample.IsWhole ? 1
        : _factors.TryGetValue(SizeTable.SizeOf(_groups[group].Slot).Value, out double factor) ? Math.Max(1, factor) : _overall;
}
