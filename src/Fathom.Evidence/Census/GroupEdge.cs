namespace Fathom.Evidence.Census;

/// <summary>Chunks of one group that hold, at one offset, addresses of chunks of another.</summary>
/// <param name="Offset">From what malloc returned for the parent.</param>
/// <param name="Into">
/// Where in the child they point: 0; 16 behind NMT's header; 8 behind a size in front. −1: into the parent itself, anywhere.
/// </param>
/// <param name="Count">Links, one for each parent.</param>
public readonly record struct GroupEdge(int Parent, int Offset, int Child, int Into, long Count)
{
    public const int Itself = -1;

    /// <summary>Where in the parent itself; null for other links, and where it is not kept apart.</summary>
    public int? At { get; init; }
}

/// <summary>A place outside of malloc from which chunks of a group are referred to.</summary>
/// <param name="Name">The library's path, a thread's name, an account's name.</param>
/// <param name="Count">Words that refer to chunks of the group.</param>
public sealed record GroupRoot(RootKind Kind, string Name, int Child, long Count);

public enum RootKind
{
    LibraryData,

    /// <summary>Memory that the JVM has from the kernel for itself: metaspace, code, tables of the collector.</summary>
    Jvm,

    /// <summary>A list that the JVM keeps of its own objects; the name is their C++ type.</summary>
    JvmObjects,
    Stack,

    /// <summary>Registers of a thread, read while it stood still.</summary>
    Registers,
    ThreadLocal,

    /// <summary>Anonymous memory that has no owner.</summary>
    Other,
}
