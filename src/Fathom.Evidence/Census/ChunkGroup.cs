namespace Fathom.Evidence.Census;

/// <summary>Live chunks of one size with the same marks in them.</summary>
public sealed record ChunkGroup
{
    public required int Number { get; init; }

    /// <summary>With header. Up to 64 KiB exact, above that the class ends at a power of two.</summary>
    public required Bytes ChunkSize { get; init; }

    public required Malloc.ChunkTotal Total { get; init; }

    /// <summary>Half of the range that holds the true count in 95 of 100 samples; zero where all were looked at.</summary>
    public long CountError { get; init; }

    /// <summary>Bytes of theirs in memory.</summary>
    public Bytes Resident { get; init; }

    /// <summary>The JVM's own tag, from NMT's header before the block; null where there is none.</summary>
    public string? NmtTag { get; init; }

    /// <summary>Addresses in mapped files that stand at the same places in all of them, by offset.</summary>
    public IReadOnlyList<GroupWord> Words { get; init; } = [];

    public ContentKind Content { get; init; }

    /// <summary>The chunk that leads to each of them, for groups that have no marks of their own.</summary>
    public GroupParent? Parent { get; init; }

    /// <summary>What malloc returned for up to three of them.</summary>
    public IReadOnlyList<Address> Samples { get; init; } = [];
}

/// <param name="Group">Null where it is a root that leads there.</param>
/// <param name="Root">Index into the roots of the census; null where it is a group.</param>
/// <param name="Offset">Where in the parent the address stands; the same in all of them. −1 where it differs.</param>
public readonly record struct GroupParent(int? Group, int? Root, int Offset);

/// <summary>An address in a mapped file, found in a chunk.</summary>
/// <param name="Offset">From what malloc returned.</param>
/// <param name="Library">The file's path.</param>
/// <param name="At">The file's own address (p_vaddr) of what it points to.</param>
public sealed record GroupWord(int Offset, string Library, ulong At, WordKind Kind)
{
    /// <summary>What it points to or into; null where no symbol covers it. For a table without a symbol, its class by RTTI.</summary>
    public string? Symbol { get; init; }

    public ulong SymbolOffset { get; init; }
}

public enum WordKind
{
    /// <summary>A function, or a place in one.</summary>
    Code,

    /// <summary>A C++ virtual table: first word of an object with virtual functions.</summary>
    VirtualTable,

    /// <summary>Read-only data, or data that is read-only once it is relocated.</summary>
    Constant,

    /// <summary>Data that the library writes.</summary>
    Data,
}

/// <summary>What stands in a chunk, as far as its first bytes tell.</summary>
public enum ContentKind
{
    Unknown,
    Zero,

    /// <summary>Addresses of other chunks for the most part.</summary>
    Pointers,
    Text,
    Utf16,
    Json,
    Xml,

    /// <summary>A certificate or key: "-----BEGIN", or DER's sequence header with a length that fits.</summary>
    Pem,
    Der,
    ClassFile,

    /// <summary>Entries of a zip or jar file.</summary>
    Zip,

    /// <summary>Compressed, encrypted or random: its bytes are equally frequent.</summary>
    Random,

    /// <summary>Its own size in front, as libraries that count their bytes put it: what they hand out lies behind it.</summary>
    Sized,

    /// <summary>A piece of an arena of HotSpot's: what compilers, class loading and frames of the VM work with.</summary>
    ArenaPiece,

    /// <summary>malloc's cache of a thread.</summary>
    ThreadCache,
}
