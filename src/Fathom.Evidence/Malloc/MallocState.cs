namespace Fathom.Evidence.Malloc;

/// <summary>
/// What the target's malloc holds, from one walk over all its heaps. Bytes of chunks are with their headers, as malloc
/// counts them; see <see cref="HeapSplit"/> for what of them is in memory.
/// </summary>
public sealed record MallocState
{
    /// <summary>Who answers malloc.</summary>
    public required Allocator Allocator { get; init; }

    /// <summary>
    /// Who else is there: one that is called by other names, or glibc, which serves the loader until another takes over.
    /// </summary>
    public IReadOnlyList<Allocator> Others { get; init; } = [];

    /// <summary>The main arena first, then the ring as malloc_info numbers it. Those of glibc, also where another answers now; empty where it has none.</summary>
    public IReadOnlyList<Arena> Arenas { get; init; } = [];

    /// <summary>Blocks that malloc took from the kernel one by one.</summary>
    public MmappedState Mmapped { get; init; } = new();

    /// <summary>malloc's own settings and counters; null where they were not found.</summary>
    public MallocParameters? Parameters { get; init; }

    /// <summary>Threads' caches that were found. A thread that never freed has one too.</summary>
    public int Caches { get; init; }

    /// <summary>The worst of all parts. A figure over all arenas is as good as this.</summary>
    public WalkOutcome Outcome =>
        Arenas.Aggregate(Mmapped.Proof.Outcome, (worst, arena) => arena.Proof.Outcome > worst ? arena.Proof.Outcome : worst);

    /// <summary>Live chunks of all arenas and the mmapped ones.</summary>
    public ChunkTotal InUse => Arenas.Aggregate(Mmapped.Chunks, (sum, arena) => sum + arena.InUse);

    public ChunkTotal Free => Sum(arena => arena.Free);

    /// <summary>Freed, but kept in fast bins and threads' caches, where other sizes cannot use it.</summary>
    public ChunkTotal Cached => Sum(arena => arena.Cached);

    public Bytes Top => Sum(arena => new ChunkTotal(0, arena.Top)).Bytes;

    public Bytes Overhead => Sum(arena => new ChunkTotal(0, arena.Overhead)).Bytes;

    /// <summary>What malloc has from the kernel, touched or not.</summary>
    public Bytes System => Sum(arena => new ChunkTotal(0, arena.System)).Bytes + Mmapped.Chunks.Bytes;

    /// <summary>Pages in memory by what they hold, the mmapped blocks included.</summary>
    public HeapSplit Resident =>
        Arenas.Aggregate(new HeapSplit { InUse = Mmapped.Resident }, (sum, arena) => sum + arena.Resident);

    public HeapSplit Swapped =>
        Arenas.Aggregate(new HeapSplit { InUse = Mmapped.Swapped }, (sum, arena) => sum + arena.Swapped);

    /// <summary>
    /// The most that malloc ever had, at most: each arena and the mmapped blocks had their peaks, not all at one time.
    /// </summary>
    public Bytes PeakAtMost =>
        Sum(arena => new ChunkTotal(0, arena.MaxSystem)).Bytes + (Parameters?.MaxMmapped ?? Mmapped.Chunks.Bytes);

    ChunkTotal Sum(Func<Arena, ChunkTotal> part) => Arenas.Aggregate(default(ChunkTotal), (sum, arena) => sum + part(arena));
}
