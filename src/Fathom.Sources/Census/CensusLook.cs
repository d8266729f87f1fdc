using System.Diagnostics;
using System.Globalization;
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
    readonly CensusOptions _options;
    readonly ChunkIndex _index = new();
    readonly GroupTable _groups = new();
    readonly LibraryPages _libraries;
    readonly NmtTagging _tags;
    readonly ChunkSample _sample;
    readonly CensusVisitor _visitor;
    readonly ChunkSorting _sorting;
    readonly HeapPages _pages;
    Bytes _leftOut;
    readonly long _begun = Stopwatch.GetTimestamp();

    /// <param name="memory">Reads only what the snapshot found in memory.</param>
    public CensusLook(Snapshot snapshot, IMemory memory, CensusOptions options)
    {
        (_snapshot, _memory, _options) = (snapshot, memory, options);
        _libraries = new LibraryPages(snapshot.Images, snapshot.Mappings);
        _tags = new NmtTagging(snapshot.JvmState);
        _sample = new ChunkSample(MallocSize(snapshot), options);
        _sorting = new ChunkSorting(_libraries, _tags, new HeapRanges(snapshot), _groups, snapshot.Target.Jvm is not null);
        _pages = new HeapPages(snapshot.Pages ?? PageRuns.Empty);
        _visitor = new CensusVisitor(_index, _sorting, _sample, _pages, memory);
    }

    /// <summary>After <see cref="Finish"/>: each chunk with the number of its group.</summary>
    public ChunkIndex Index => _index;

    /// <summary>After <see cref="Finish"/>: what was too much.</summary>
    public IEnumerable<Gap> Gaps
    {
        get
        {
            if (_index.Dropped > 0)
                yield return Evidence.Gaps.CensusInPart.At("malloc", null, string.Create(CultureInfo.InvariantCulture, $"{_index.Dropped:N0} blocks"));
            if (_leftOut > Bytes.Zero)
                yield return Evidence.Gaps.CensusInPart.At("mappings", null, $"{_leftOut} without an owner where addresses of blocks may stand");
        }
    }

    /// <summary>Sees the chunks of a walk.</summary>
    public IChunkVisitor Visitor => _visitor;

    /// <summary>After the walk.</summary>
    /// <param name="holders">Finds Java objects that hold chunks; called once the groups have their numbers.</param>
    public ChunkCensus Finish(MallocState state, Func<ChunkIndex, ChunkCensus, HolderScan?> holders)
    {
        Seal();
        OwnMemory.GiveBack();
        ushort[] merged = StaleWords.Merge(_groups, new GroupSums(_index, _groups, _sample, []));
        _index.Renumber(merged);
        Lineage lineage = new(_groups);
        lineage.Begin(new GroupSums(_index, _groups, _sample, []));
        ChunkSorter sorter = new(_index, _sorting, _groups, _memory);
        RootScan roots = new(RootPlaces.Of(_snapshot, state), _index, lineage, sorter, _pages, _memory, _tags.IsOn);
        new ListedObjects(_index, sorter, lineage, roots).Own(_snapshot.JvmState?.Objects ?? []);
        roots.Own();
        LinkScan links = new(_index, _sample, lineage, sorter, _pages, _memory, _tags.IsOn);
        links.Run();
        ushort[] kept = Numbering.Kept(_groups, new GroupSums(_index, _groups, _sample, []), lineage, links.Links);
        _index.Renumber(kept);
        ushort[] settled = Spread(kept, lineage, roots, out IReadOnlyDictionary<ushort, ushort> moved);
        ushort[] numbers = Numbering.Of(settled, new GroupSums(_index, _groups, _sample, []), out int count);
        _index.Renumber(numbers);
        _groups.Renumber(numbers, count);
        roots.Count(numbers);
        _leftOut = roots.LeftOut;
        // From here on groups have the numbers that the census shows: holders and reach come here.
        ChunkCensus census = Named(state, roots, links, NumbersOfLinks(numbers, kept, moved));
        OwnMemory.GiveBack();
        return census with
        {
            Holders = holders(_index, census),
            Scan = census.Scan with { Took = Stopwatch.GetElapsedTime(_begun) },
            Chunks = _options.Chunks ? new IndexedChunks(_index, _groups) : null,
        };
    }

    ChunkCensus Named(MallocState state, RootScan roots, LinkScan links, ushort[] numbers)
    {
        GroupSums sums = new(_index, _groups, _sample, _visitor.Absent);
        using WordNames names = new(_snapshot, _memory, _libraries);
        CensusRows rows = new(_groups, sums, new SampleScale(_sample, _groups, sums, state), _tags, names);
        return rows.Make(roots, links.Links, numbers) with { Scan = Scan(state, sums, roots.Read + links.Read) };
    }

    /// <summary>With NMT's headers the JVM's blocks are known.</summary>
    ushort[] Spread(ushort[] kept, Lineage lineage, RootScan roots, out IReadOnlyDictionary<ushort, ushort> moved)
    {
        moved = new Dictionary<ushort, ushort>();
        if (_tags.IsOn || _snapshot.JvmState is null)
            return kept;
        JvmBlocks blocks = new(_index, _sample, _groups, lineage, roots, new JvmGroups(_groups, lineage, _libraries, roots), _pages, _memory);
        blocks.Spread(_snapshot);
        ushort[] all = new ushort[_groups.Count];
        for (int i = 0; i < all.Length; i++)
            all[i] = i < kept.Length ? kept[i] : (ushort)i;
        moved = blocks.MovedTo;
        blocks.Settle(all, new GroupSums(_index, _groups, _sample, []));
        _index.Renumber(all);
        return all;
    }

    /// <summary>Links were counted before: those of a group that has no chunks left are those of the one that its chunks went to.</summary>
    static ushort[] NumbersOfLinks(ushort[] numbers, ushort[] kept, IReadOnlyDictionary<ushort, ushort> moved)
    {
        ushort[] own = [.. numbers];
        for (int i = 0; i < kept.Length; i++)
        {
            if (own[i] == 0 && moved.TryGetValue(kept[i], out ushort made))
                own[i] = numbers[made];
        }
        return own;
    }

    void Seal()
    {
        _visitor.Close();
        new MmappedCensus(_snapshot, _memory, _index, _sorting, _visitor).Add();
        _index.Seal();
        _visitor.TakeCached();
    }

    CensusScan Scan(MallocState state, GroupSums sums, Bytes read)
    {
        ChunkTotal looked = default;
        long absent = 0;
        for (int i = GroupTable.Rest; i < sums.Count; i++)
        {
            looked += new ChunkTotal(sums[i].Count, new Bytes(sums[i].Bytes));
            absent += sums[i].Absent;
        }
        return new CensusScan(state.InUse, looked, _visitor.Read + read, new Bytes(absent), default)
        {
            IsSampled = !_sample.IsWhole,
            IsFull = _groups.IsFull,
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
