using Fathom.Evidence.Census;

namespace Fathom.Accounting.Fingerprints;

/// <summary>How a structure of a known producer is recognised: what stands in its first chunk, and what that leads to.</summary>
/// <param name="Name">One structure, in words: zlib inflate stream.</param>
public sealed record Fingerprint(string Name)
{
    /// <summary>A library's name; null where it is the library of a word.</summary>
    public string? Owner { get; init; }

    /// <summary>The word whose library is the owner.</summary>
    public Place? OwnerOf { get; init; }

    /// <summary>The owner is the one mapped library of this name, with *; where none is, or several are, nothing fits.</summary>
    public string? OwnerMapped { get; init; }

    public Confidence Confidence { get; init; } = Confidence.Certain;

    /// <summary>What gives it back; the key of a text.</summary>
    public string? Remedy { get; init; }

    /// <summary>The builds that it was run against.</summary>
    public IReadOnlyList<string> Ran { get; init; } = [];

    /// <summary>Classes of Java objects that hold its first chunk: for chunks that have no marks.</summary>
    public IReadOnlyList<string> Holders { get; init; } = [];

    /// <summary>Of classes and their fields, where it takes one of these, too: whoever is not the JDK's and refers to the holder.</summary>
    public IReadOnlyList<string> Referrers { get; init; } = [];

    /// <summary>The first is the one that each structure has one of.</summary>
    public IReadOnlyList<ChunkPattern> Chunks { get; init; } = [];

    public IReadOnlyList<LinkPattern> Links { get; init; } = [];

    /// <summary>Whether unmarked chunks that its chunks lead to are its own. Buffers of a caller are not.</summary>
    public bool IsOpen { get; init; }
}

/// <summary>A place in a chunk of a pattern.</summary>
/// <param name="Chunk">Index of the pattern.</param>
/// <param name="Offset">From what the program got from malloc; −1 for any.</param>
public readonly record struct Place(int Chunk, int Offset);

/// <param name="Least">Of chunks with their headers.</param>
public sealed record ChunkPattern(string Label, long Least, long Most)
{
    /// <summary>It may be a part of a larger chunk, which is another's then.</summary>
    public bool MayBeInside { get; init; }

    public IReadOnlyList<WordPattern> Words { get; init; } = [];

    /// <summary>No address in a mapped file stands in it: who has such words is somebody else's.</summary>
    public bool IsBare { get; init; }

    /// <summary>The JVM's tag before it; null for chunks of libraries, or of a JVM that has no tags.</summary>
    public string? NmtTag { get; init; }
}

/// <summary>An address in a mapped file that has to stand there.</summary>
/// <param name="Kind">Null for any.</param>
/// <param name="Library">With * for any characters; null for any.</param>
/// <param name="Symbol">The same for the symbol that it points to.</param>
/// <param name="IsSame">In the same library as the first word.</param>
public sealed record WordPattern(int Offset, WordKind? Kind, string? Library, string? Symbol, bool IsSame)
{
    /// <summary>Instead: an address in the chunk itself.</summary>
    public bool IsItself { get; init; }

    /// <summary>… of this place; null for any.</summary>
    public int? ItselfAt { get; init; }

    /// <summary>… somewhere between the offset and this one.</summary>
    public int Last { get; init; } = Offset;
}

/// <summary>Addresses of chunks of one pattern in those of another.</summary>
/// <param name="Least">Links for each chunk that they stand in.</param>
public sealed record LinkPattern(Place From, int To, int Least, int Most)
{
    public const int Many = int.MaxValue;
}
