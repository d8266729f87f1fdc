using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Chunks in threads' caches that were found only once their arenas had been walked: to the walk they were live.
/// </summary>
sealed class CachedChunks
{
    readonly ChunkMarks _seen;
    readonly List<(ulong Address, ulong Size)> _chunks = [];
    readonly List<(ulong Cache, int Found, int Missing)> _torn = [];

    public CachedChunks(ChunkMarks known) => _seen = known;

    /// <param name="missing">Chunks of the cache that were not found, since its thread used it all the time.</param>
    public void Add(ulong cache, IReadOnlyList<(ulong Address, ulong Size)> chunks, int missing)
    {
        if (missing > 0)
            _torn.Add((cache, chunks.Count, missing));
        foreach ((ulong address, ulong size) in chunks)
        {
            if (_seen.Set(address))
                _chunks.Add((address, size));
        }
    }

    /// <summary>The arenas with these chunks taken from the live ones.</summary>
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
