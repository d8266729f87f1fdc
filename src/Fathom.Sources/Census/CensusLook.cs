using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Glibc;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Census;

/// <summary>The census of live chunks: sorted while malloc is walked, then counted, linked and named.</summary>
sealed class CensusLook
{
    readonly Snapshot _snapshot;
    readonly IMemory _memory;
    readonly ChunkIndex _index = new();
    readonly GroupTable _groups = new();
    readonly LibraryPages _libraries;
    readonly NmtTagging _tags;
    readonly ChunkSample _sample;
    readonly CensusVisitor _visitor;
    readonly ChunkSorting _sorting;
    readonly long _begun = Stopwatch.GetTimestamp();

    /// <param name="memory">Reads only what the snapshot found in memory.</param>
    public CensusLook(Snapshot snapshot, IMemory memory, CensusOptions options)
    {
        (_snapshot, _memory) = (snapshot, memory);
        _libraries = new LibraryPages(snapshot.Images, snapshot.Mappings);
        _tags = new NmtTagging(snapshot.JvmState);
        _sample = new ChunkSample(MallocSize(snapshot), options.Exact);
        _sorting = new ChunkSorting(_libraries, _tags, new HeapRanges(snapshot), _groups);
        _visitor = new CensusVisitor(_index, _sorting, _sample, new HeapPages(snapshot.Pages ?? PageRuns.Empty), memory);
    }

    /// <summary>Sees the chunks of a walk.</summary>
    public IChunkVisitor Visitor => _visitor;

    /// <summary>After the walk.</summary>
    public ChunkCensus Finish(MallocState state)
    {
        _visitor.Close();
        new MmappedCensus(_snapshot, _memory, _index, _sorting, _visitor).Add();
        _index.Seal();
        foreach (ulong chunk in _visitor.CachedChunks)
        {
            if (_index.Find(chunk + 16) is { Found: true } found)
                _index.SetGroup(found, ChunkIndex.NotLive);
        }
        GroupSums sums = new(_index, _groups, _visitor.Absent);
        return Make(state, sums);
    }

    ChunkCensus Make(MallocState state, GroupSums sums)
    {
        using WordNames names = new(_snapshot, _memory, _libraries);
        List<ChunkGroup> rows = new(sums.Count);
        ChunkTotal looked = default;
        long absent = 0;
        for (int i = 0; i < sums.Count; i++)
        {
            rows.Add(Row(i, sums, names));
            if (i > GroupTable.NotLooked)
                looked += new ChunkTotal(sums[i].Count, new Bytes(sums[i].Bytes));
            absent += sums[i].Absent;
        }
        return new ChunkCensus
        {
            Groups = rows,
            Scan = new CensusScan(state.InUse, looked, _visitor.Read, new Bytes(absent), Stopwatch.GetElapsedTime(_begun))
            {
                IsSampled = !_sample.IsWhole,
                IsFull = _groups.IsFull,
            },
        };
    }

    ChunkGroup Row(int number, GroupSums sums, WordNames names)
    {
        ref readonly GroupSum sum = ref sums[number];
        ChunkGroup row = new()
        {
            Number = number,
            ChunkSize = Bytes.Zero,
            Total = number == ChunkIndex.NotLive ? default : new ChunkTotal(sum.Count, new Bytes(sum.Bytes)),
        };
        if (number <= GroupTable.Rest)
            return row;
        ref readonly GroupKey key = ref _groups[number];
        return row with
        {
            ChunkSize = SizeTable.SizeOf(key.Slot),
            Resident = new Bytes(Math.Max(0, sum.Bytes - sum.Absent)),
            NmtTag = key.Tag >= 0 ? _tags.Names[key.Tag] : null,
            Words = names.Of(key),
            Content = (ContentKind)key.Content,
            Samples = [.. System.Linq.Enumerable.Select(sums.SamplesOf(number).ToArray(), user => new Address(user))],
        };
    }

    static Bytes MallocSize(Snapshot snapshot)
    {
        Bytes sum = Bytes.Zero;
        foreach (HeapSegment heap in snapshot.Malloc.Heaps)
            sum += heap.Range.Length;
        foreach (MmappedChunks each in snapshot.Malloc.Mmapped)
            sum += each.Range.Length;
        foreach (Mapping mapping in snapshot.Mappings)
            sum += mapping.Name == "[heap]" ? mapping.Range.Length : Bytes.Zero;
        return sum;
    }
}
