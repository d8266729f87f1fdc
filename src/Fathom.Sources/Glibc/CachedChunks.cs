using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Chunks in threads' caches. Their headers say "in use", so those of the caches that threads point to are marked before
/// the walk; what other caches hold was live to it, and is taken off afterwards.
/// </summary>
sealed class CachedChunks(WalkMemory memory, LinkReader links)
{
    const int Looks = 8;

    readonly ThreadCache _reader = new(memory, links);
    readonly HashSet<ulong> _known = [];
    TcacheLayout _layout;
    readonly List<(ulong Address, ulong Size)> _chunks = [];
    readonly List<(ulong Cache, int Found, int Missing)> _torn = [];

    public ChunkMarks Marks { get; } = new();

    /// <summary>Caches that hold something.</summary>
    public int Count { get; private set; }

    public CacheKeys Keys { get; } = new();

    /// <summary>Before the walk. What is no cache, or cannot be read while its thread uses it, is looked at again later.</summary>
    public void AddKnown(ulong chunk)
    {
        if (Read(chunk) is not { } chunks)
            return;
        foreach ((ulong address, _) in chunks)
            Marks.Set(address);
        foreach (ulong key in _reader.Keys)
            Keys.Learn(chunk, key, _layout);
        if (_reader.Missing == 0 && _known.Add(chunk))
            Count++;
    }

    /// <summary>A live chunk of a cache's size, after the walk.</summary>
    public void AddLate(ulong chunk)
    {
        if (_known.Contains(chunk) || Read(chunk) is not { } chunks)
            return;
        Count++;
        // Where a key says what was cached at the walk's own moment, what is now says less.
        if (Keys.AreKnown && (!Keys.AreOfCaches || Keys.Has(chunk + 16)))
            return;
        if (_reader.Missing > 0)
            _torn.Add((chunk, chunks.Count, _reader.Missing));
        foreach ((ulong address, ulong size) in chunks)
            Add(address, size);
    }

    /// <summary>
    /// Chunks that had a key when the walk met them, but were in no cache before. In a cache now, or without the key now,
    /// they were in one then. Else the key is what a thread left that has ended.
    /// </summary>
    public void AddKeyed(List<(ulong Address, ulong Size)> chunks, IEnumerable<ulong> caches)
    {
        ulong[] all = chunks.Count == 0 ? [] : [.. caches.Union(_known)];
        List<(ulong Address, ulong Size)> left = chunks;
        // A thread that runs may take one and give it back between our two looks at it, but not each time.
        for (int i = 0; i < Looks && left.Count > 0; i++)
        {
            ChunkMarks now = Held(all);
            List<(ulong Address, ulong Size)> unsettled = [];
            foreach ((ulong address, ulong size) in left)
            {
                if (now.Has(address) || memory.Word(address + CacheKeys.Offset) is not { } key || !Keys.Has(key))
                    Add(address, size);
                else
                    unsettled.Add((address, size));
            }
            if (unsettled.Count == left.Count)
                break;
            left = unsettled;
        }
    }

    ChunkMarks Held(ulong[] caches)
    {
        ChunkMarks held = new();
        foreach (ulong cache in caches)
        {
            foreach ((ulong address, _) in Read(cache) ?? [])
                held.Set(address);
        }
        return held;
    }

    void Add(ulong address, ulong size)
    {
        if (Marks.Set(address))
            _chunks.Add((address, size));
    }

    IReadOnlyList<(ulong Address, ulong Size)>? Read(ulong chunk)
    {
        if (memory.Word(chunk + 8) is not { } word || TcacheLayout.OfChunk(word & ~Chunk.Flags) is not { } layout)
            return null;
        _layout = layout;
        return _reader.Read(chunk, layout);
    }

    /// <summary>In address order, the chunks that the walk took for live.</summary>
    public ulong[] Late()
    {
        _chunks.Sort((a, b) => a.Address.CompareTo(b.Address));
        return [.. _chunks.Select(each => each.Address)];
    }

    /// <summary>The arenas with late chunks taken from the live ones.</summary>
    public IReadOnlyList<Arena> TakenFrom(IReadOnlyList<Arena> arenas)
    {
        _chunks.Sort((a, b) => a.Address.CompareTo(b.Address));
        return [.. arenas.Select(TakenFrom)];
    }

    Arena TakenFrom(Arena arena)
    {
        Dictionary<long, ChunkTotal> bySize = [];
        ChunkTotal all = default;
        List<ArenaHeap> heaps = [];
        foreach (ArenaHeap heap in arena.Heaps)
        {
            ChunkTotal here = In(heap.Range, bySize);
            all += here;
            // A cached chunk was written to, so it is in memory but for the pages of a very large one.
            Bytes resident = new(Math.Min(here.Bytes.Value, heap.Resident.InUse.Value));
            heaps.Add(heap with
            {
                Resident = heap.Resident with { InUse = heap.Resident.InUse - resident, Cached = heap.Resident.Cached + resident },
            });
        }
        arena = Judged(arena);
        return all.Count == 0 ? arena : arena with
        {
            Heaps = heaps,
            InUse = arena.InUse - all,
            Tcache = arena.Tcache + all,
            SizeClasses = Without(arena.SizeClasses, bySize),
        };
    }

    /// <summary>A cache that could not be read as a whole makes its own arena's figures doubtful.</summary>
    Arena Judged(Arena arena)
    {
        foreach ((ulong cache, int found, int missing) in _torn)
        {
            if (!arena.Heaps.Any(heap => heap.Range.Contains(new Address(cache))))
                continue;
            WalkCheck check = new(WalkCheckKind.Tcache, found + missing, found);
            WalkProof proof = arena.Proof;
            arena = arena with
            {
                Proof = proof with
                {
                    Outcome = proof.Outcome > WalkOutcome.Approximate ? proof.Outcome : WalkOutcome.Approximate,
                    Checks = [.. proof.Checks, check],
                    Why = proof.Why ?? ArenaWalk.Unproven(arena.Number, check),
                },
            };
        }
        return arena;
    }

    ChunkTotal In(AddressRange range, Dictionary<long, ChunkTotal> bySize)
    {
        int at = _chunks.BinarySearch((range.Start.Value, 0), Comparer<(ulong Address, ulong)>.Create((a, b) => a.Address.CompareTo(b.Address)));
        ChunkTotal sum = default;
        for (int i = at < 0 ? ~at : at; i < _chunks.Count && _chunks[i].Address < range.End.Value; i++)
        {
            ChunkTotal one = new(1, new Bytes((long)_chunks[i].Size));
            long size = SizeTable.ClassOf(_chunks[i].Size);
            sum += one;
            bySize[size] = bySize.GetValueOrDefault(size) + one;
        }
        return sum;
    }

    static List<SizeClass> Without(IReadOnlyList<SizeClass> classes, Dictionary<long, ChunkTotal> taken)
    {
        List<SizeClass> left = [];
        foreach (SizeClass each in classes)
        {
            ChunkTotal total = each.Total - taken.GetValueOrDefault(each.ChunkSize.Value);
            if (total.Count > 0)
                left.Add(each with { Total = total });
        }
        left.Sort((a, b) => b.Total.Bytes.CompareTo(a.Total.Bytes) is var bySize and not 0 ? bySize : a.ChunkSize.CompareTo(b.ChunkSize));
        return left;
    }
}
