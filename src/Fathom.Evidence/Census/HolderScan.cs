namespace Fathom.Evidence.Census;

/// <summary>Java objects that hold addresses of chunks, and who refers to those objects.</summary>
/// <param name="Rows">By chunks, descending. A chunk that several objects hold counts with the strongest of them.</param>
/// <param name="Scanned">Bytes of the Java heap that were gone through; the rest was not, for want of time.</param>
public sealed record HolderScan(IReadOnlyList<GroupHolder> Rows, Bytes Scanned, Bytes Heap, TimeSpan Took)
{
    /// <summary>Part of the heap was left for want of time: counts are of the part that was scanned.</summary>
    public bool IsPartial => Scanned < Heap;

    /// <summary>Objects may have been moved by a collection meanwhile; or before, and references to them are not yet corrected (ZGC): then nobody is told who refers to what.</summary>
    public bool Moved { get; init; }

    /// <summary>All holders may be known, but who refers to them was not followed up to the roots, for want of time.</summary>
    public bool ClimbCut { get; init; }
}

/// <summary>Chunks of one group whose addresses stand in Java objects of one class.</summary>
/// <param name="Group">Number of the group.</param>
/// <param name="HolderClass">As Java writes it: java.util.zip.Inflater$InflaterZStreamRef, long[].</param>
/// <param name="HolderField">Null for an array.</param>
/// <param name="Chunks">Different chunks of the group.</param>
public sealed record GroupHolder(int Group, string HolderClass, string? HolderField, long Chunks)
{
    /// <summary>The first class up the chain that is not the JDK's, and its field: com.example.Orders.cache. Null where there is none.</summary>
    public string? Referrer { get; init; }

    /// <summary>The chain from the holder upwards, class.field each, as far as it was climbed.</summary>
    public IReadOnlyList<string> Path { get; init; } = [];

    public HolderState State { get; init; }

    /// <summary>Null where each chunk was looked at; else how many were, from which the rest is taken.</summary>
    public long? LookedAt { get; init; }

    /// <summary>Chunks of other groups that are parts of the same structures: what these chunks lead to.</summary>
    public IReadOnlyList<HeldPart> Parts { get; init; } = [];

    /// <summary>The root that was met, in words: "static field", "stack of main", "JNI global"; null where none was.</summary>
    public string? Root { get; init; }
}

/// <param name="Chunks">Different chunks of the group.</param>
public readonly record struct HeldPart(int Group, long Chunks);

public enum HolderState
{
    /// <summary>Not told: the climb ended before a root, or not all of the heap was read.</summary>
    Unknown,

    /// <summary>Something that is not garbage by any sign refers to it.</summary>
    Kept,

    /// <summary>Nothing refers to it but weak and phantom references: it waits for a collection.</summary>
    Garbage,
}
