namespace Fathom.Evidence;

/// <summary>
/// What a JVM holds, by its own structures at the moment of the look (its counters are of the last collection). Null
/// is: this version does not show it, or what was read failed its check.
/// </summary>
public sealed record JvmFigures
{
    /// <summary>The whole heap; committed as of the last collection where regions come and go (G1).</summary>
    public SpaceUse? Heap { get; init; }

    /// <summary>Its spaces, by the names that <see cref="JvmState.Ranges"/> and the ledger give them.</summary>
    public IReadOnlyList<SpaceUse> HeapSpaces { get; init; } = [];

    /// <summary>Without the class space.</summary>
    public SpaceUse? Metaspace { get; init; }

    public SpaceUse? ClassSpace { get; init; }

    public IReadOnlyList<SpaceUse> CodeHeaps { get; init; } = [];

    public CodeCounts? Code { get; init; }

    public LoadedClasses? Classes { get; init; }

    /// <summary>FileChannel.map; null where a collection kept it from being read.</summary>
    public DirectBuffers? MappedBuffers { get; init; }

    /// <summary>What allocateDirect may take: the JVM's own limit, or the heap's where none was set.</summary>
    public Bytes? DirectLimit { get; init; }

    /// <summary>One for each loader that has Netty in it, shaded or not.</summary>
    public IReadOnlyList<NettyMemory> Netty { get; init; } = [];

    /// <summary>Null where JNI's blocks of references could not be read.</summary>
    public JniReferences? JniReferences { get; init; }

    /// <summary>Objects in the queue of the finalizer thread; they wait for their finalize() to be called.</summary>
    public long? FinalizersWaiting { get; init; }

    /// <summary>Whether sun.misc.Unsafe, and of java.lang.foreign arenas and calls of native functions, were ever used: their classes are loaded.</summary>
    public bool? UsesUnsafe { get; init; }

    public bool? UsesArenas { get; init; }

    public bool? UsesDowncalls { get; init; }

    /// <summary>Collections of any kind since the start (CollectedHeap::total_collections).</summary>
    public long? Collections { get; init; }
}

/// <summary>Address space that is kept for it, what of that may be used, and what is used.</summary>
public sealed record SpaceUse(string Name, JvmPart Part, Bytes? Reserved, Bytes? Committed, Bytes? Used)
{
    /// <summary>Regions of this kind, where the collector has regions.</summary>
    public long? Regions { get; init; }

    public Bytes? MostUsed { get; init; }
}

/// <summary>What lies in the code cache, and how often a heap of it had no room.</summary>
public sealed record CodeCounts(long Blobs, long Methods, long Adapters, long TimesFull);

/// <param name="Loaders">Class loader data of loaders, the boot loader among them.</param>
/// <param name="Hidden">… of single hidden classes, each of which has its own.</param>
/// <param name="Count">Classes and arrays of classes.</param>
public sealed record LoadedClasses(long Loaders, long Hidden, long Count)
{
    /// <summary>What there is many of, most first: one class in several loaders, or classes that differ in a number only.</summary>
    public IReadOnlyList<ClassFamily> Families { get; init; } = [];

    /// <summary>Classes that a loader has although another one has a class of that name, too.</summary>
    public long Copies { get; init; }
}

/// <param name="Name">As the JVM has it, dots for slashes; a star stands for each number.</param>
/// <param name="Loaders">How many loaders have them; null where that is not known (JDK 8).</param>
public sealed record ClassFamily(string Name, long Classes, long? Loaders)
{
    /// <summary>How many of them have loader data of their own although they belong to another's loader: VM-anonymous and hidden classes.</summary>
    public long Apart { get; init; }
}

/// <summary>What native code asked for with NewGlobalRef and NewWeakGlobalRef and has not deleted.</summary>
/// <param name="Blocks">Of memory that they stand in, whether full or not; of a fixed size each.</param>
public readonly record struct JniReferences(long Global, long Weak, long Blocks);

/// <summary>io.netty.util.internal.PlatformDependent: what Netty took from Unsafe by its own count.</summary>
/// <param name="Used">Null where it leaves the counting to java.nio.Bits.</param>
public sealed record NettyMemory(string ClassName, Bytes? Used, Bytes? Limit);
