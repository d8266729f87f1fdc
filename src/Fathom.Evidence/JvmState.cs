using Fathom.Evidence.HotSpot;

namespace Fathom.Evidence;

/// <summary>What a HotSpot JVM says of itself in its own structures, read from its memory.</summary>
public sealed record JvmState
{
    /// <summary>Name and version as the library itself says them; null where it does not.</summary>
    public (string Name, string Version)? Build { get; init; }

    /// <summary>G1, Parallel, Serial, Z, Shenandoah, Epsilon; null where no flag says it.</summary>
    public string? Collector { get; init; }

    /// <summary>The address range reserved for the Java heap.</summary>
    public AddressRange? Heap { get; init; }

    /// <summary>Every range that belongs to a part of the JVM.</summary>
    public IReadOnlyList<JvmRange> Ranges { get; init; } = [];

    public IReadOnlyList<JavaThread> Threads { get; init; } = [];

    /// <summary>Blocks of its own that it keeps in lists: which of malloc's they are in is for a census to say.</summary>
    public IReadOnlyList<JvmObject> Objects { get; init; } = [];

    /// <summary>Null where a collection or a missing class kept it from being read.</summary>
    public DirectBuffers? DirectBuffers { get; init; }

    /// <summary>Native memory tracking; null where nothing tells whether it is on.</summary>
    public NmtState? Nmt { get; init; }

    /// <summary>HotSpot's own tables, as far as they were found and their figures hold; empty where there is no .symtab.</summary>
    public IReadOnlyList<TableStats> Tables { get; init; } = [];

    /// <summary>NMT's memory map, where the JVM was asked for it: every range that the JVM itself took from the kernel.</summary>
    public IReadOnlyList<NmtRange> NmtMap { get; init; } = [];

    /// <summary>The flags that matter for memory, and all that somebody has set.</summary>
    public IReadOnlyList<VmFlag> Flags { get; init; } = [];

    /// <summary>Null where nobody asked for them (`jvm` does).</summary>
    public JvmFigures? Figures { get; init; }

    /// <summary>Its counters (hsperfdata), out of its memory; null with -XX:-UsePerfData, or where nobody asked.</summary>
    public PerfData? Counters { get; init; }

    public string? Flag(string name)
    {
        foreach (VmFlag flag in Flags)
        {
            if (flag.Name == name)
                return flag.Value;
        }
        return null;
    }
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

    /// <summary>Whatever the JVM itself took for other ends; the name says what.</summary>
    Other,
}

/// <summary>A range of one part.</summary>
public readonly record struct JvmRange(AddressRange Range, JvmPart Part, string Name, bool Inferred = false)
{
    /// <summary>The command whose answer says so; null where the JVM's memory does.</summary>
    public string? Command { get; init; }
}

/// <summary>A reservation in NMT's memory map.</summary>
/// <param name="Tag">The key of its memory tag (HotSpot/NmtTag).</param>
public readonly record struct NmtRange(AddressRange Range, string Tag);

/// <summary>A thread that runs Java code.</summary>
public sealed record JavaThread(int Tid, string? Name, AddressRange? Stack, int State, Bytes? Allocated)
{
    /// <summary>
    /// The name under which it has worked. When main has returned the launcher takes its thread off the JVM and on again, to wait there for the others: from
    /// then on it is called DestroyJavaVM (launcher/java.c, LEAVE; prims/jni.cpp, jni_DestroyJavaVM).
    /// </summary>
    public string? WorkingName => Name == "DestroyJavaVM" ? "main" : Name;
}

/// <summary>A C++ object of the JVM's.</summary>
/// <param name="Type">As HotSpot's own source spells it.</param>
/// <param name="Size">Of the type, or of what it is derived from.</param>
public readonly record struct JvmObject(string Type, Address At, Bytes Size);
