namespace Fathom.Sources.Census;

/// <summary>How many chunks each group has, where three of them are, and how many bytes they take.</summary>
sealed class GroupSums
{
    public const int Samples = 3;

    /// <summary>Into how many a sample is cut to see how far they differ.</summary>
    public const int Parts = 16;

    readonly GroupSum[] _sums;
    readonly ulong[] _samples;
    readonly int[] _parts;

    /// <param name="sample">Chunks outside of it do not count: those inside stand for them.</param>
    public GroupSums(ChunkIndex index, GroupTable groups, ChunkSample sample, IEnumerable<(ulong Chunk, long Bytes)> absent)
    {
        _sums = new GroupSum[groups.Count];
        _samples = new ulong[Samples * groups.Count];
        _parts = new int[sample.IsWhole ? 0 : Parts * groups.Count];
        foreach (ChunkBlock block in index.Blocks)
        {
            if (sample.Has(block.Start))
                Add(block);
        }
        foreach (LargeChunk each in index.Large)
            Add(each.Group, each.Address, (long)(each.Size + each.Lead));
        for (int i = 0; i < _sums.Length; i++)
            _sums[i].Bytes += SizeOf(groups, i) * (_sums[i].Count - _sums[i].BigCount);
        foreach ((ulong chunk, long bytes) in absent)
        {
            if (index.Find(chunk + 16) is { Found: true } found && (found.Block < 0 || sample.Has(chunk)))
                _sums[index.GroupOf(found)].Absent += bytes;
        }
    }

    public int Count => _sums.Length;

    public ref readonly GroupSum this[int group] => ref _sums[group];

    public ReadOnlySpan<ulong> SamplesOf(int group) =>
        _samples.AsSpan(Samples * group, (int)Math.Min(Samples, _sums[group].Count));

    /// <summary>How many of a group's chunks are in each part of the sample; empty where there is none.</summary>
    public ReadOnlySpan<int> PartsOf(int group) => _parts.Length == 0 ? [] : _parts.AsSpan(Parts * group, Parts);

    void Add(ChunkBlock block)
    {
        int part = ChunkSample.PartOf(block.Start, Parts);
        Span<int> counts = stackalloc int[ChunkGroups.MostKinds];
        if (!block.Groups.TryCount(counts, out ReadOnlySpan<ushort> kinds) || NeedsSamples(counts, kinds))
            AddEach(block, part);
        else
            Add(counts, kinds, part);
        foreach ((ulong chunk, ulong size) in block.Big)
        {
            if (block.Find(chunk) is >= 0 and var at)
            {
                ref GroupSum sum = ref _sums[block.Groups[at]];
                sum.Bytes += (long)size;
                sum.BigCount++;
            }
        }
    }

    bool NeedsSamples(ReadOnlySpan<int> counts, ReadOnlySpan<ushort> kinds)
    {
        for (int i = 0; i < kinds.Length; i++)
        {
            if (counts[i] > 0 && _sums[kinds[i]].Count < Samples)
                return true;
        }
        return false;
    }

    void Add(ReadOnlySpan<int> counts, ReadOnlySpan<ushort> kinds, int part)
    {
        for (int i = 0; i < kinds.Length; i++)
        {
            _sums[kinds[i]].Count += counts[i];
            if (_parts.Length > 0)
                _parts[(Parts * kinds[i]) + part] += counts[i];
        }
    }

    void AddEach(ChunkBlock block, int part)
    {
        unchecked
        {
            ChunkGroups groups = block.Groups;
            int i = 0;
            foreach (ulong chunk in block)
            {
                ushort group = groups[i++];
                ref GroupSum sum = ref _sums[group];
                if (sum.Count < Samples)
                    _samples[Samples * group + (int)sum.Count] = chunk + 16;
                sum.Count++;
                if (_parts.Length > 0)
                    _parts[Parts * group + part]++;
            }
        }
    }

    void Add(ushort group, ulong chunk, long size)
    {
        ref GroupSum sum = ref _sums[group];
        if (sum.Count < Samples)
            _samples[Samples * group + (int)sum.Count] = chunk + 16;
        sum.Count++;
        sum.BigCount++;
        sum.LargeCount++;
        sum.Bytes += size;
        sum.LargeBytes += size;
    }

    static long SizeOf(GroupTable groups, int number) =>
        number > GroupTable.Rest && groups[number].Slot < (int)(ChunkIndex.BigSize >> 4) ? groups[number].Slot * 16L : 0;
}

/// <summary>Chunks of one group.</summary>
struct GroupSum
{
    public long Count;
    public long Bytes;

    /// <summary>Bytes that are not in memory.</summary>
    public long Absent;

    /// <summary>Those whose sizes were added one by one.</summary>
    public long BigCount;

    /// <summary>Those with mappings of their own, which are looked at in a sample, too.</summary>
    public long LargeCount, LargeBytes;
}
