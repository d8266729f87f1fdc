namespace Fathom.Evidence;

/// <summary>What a HotSpot JVM says of itself in its own structures, read from its memory.</summary>
public sealed record JvmState
{
    /// <summary>"OpenJDK 64-Bit Server VM", where it could be read.</summary>
    public string? Name { get; init; }

    /// <summary>G1, Parallel, Serial, Z, Shenandoah, Epsilon; null where no flag says it.</summary>
    public string? Collector { get; init; }

    /// <summary>The address range reserved for the Java heap.</summary>
    public AddressRange? Heap { get; init; }

    /// <summary>Every range that belongs to a part of the JVM.</summary>
    public IReadOnlyList<JvmRange> Ranges { get; init; } = [];

    public IReadOnlyList<JavaThread> Threads { get; init; } = [];
}

/// <summary>The parts of a JVM that take memory straight from the kernel.</summary>
public enum JvmPart
{
    Heap,
    ClassSpace,
    Metaspace,
    Code,
    Gc,
    Cds,
}

/// <summary>A range of one part.</summary>
public readonly record struct JvmRange(AddressRange Range, JvmPart Part, string Name, bool Inferred = false);

/// <summary>A thread that runs Java code.</summary>
public sealed record JavaThread(int Tid, string? Name, AddressRange? Stack, int State, Bytes? Allocated);
