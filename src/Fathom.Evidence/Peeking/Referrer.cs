namespace Fathom.Evidence.Peeking;

public enum ReferrerKind
{
    /// <summary>A live chunk of malloc.</summary>
    Chunk,

    /// <summary>A freed chunk: what is left in it holds nothing.</summary>
    FreeChunk,
    LibraryData,
    Stack,

    /// <summary>Within the Java heap, in an object that may be garbage.</summary>
    JavaHeap,
    Other,
}

/// <summary>A word in memory that is the address of the block.</summary>
/// <param name="At">Where the word stands.</param>
/// <param name="Owner">The library, thread or mapping; for a chunk its address.</param>
/// <param name="Offset">From the beginning of the owner.</param>
/// <param name="IntoBlock">0; 16 where native memory tracking has put its header before what it handed out.</param>
public sealed record Referrer(Address At, ReferrerKind Kind, string Owner, long Offset, int IntoBlock)
{
    public Bytes? OwnerSize { get; init; }
}

/// <summary>Who refers to a block, and how much was looked through to say so.</summary>
public sealed record Referrers(IReadOnlyList<Referrer> Kept, long Count, Bytes Scanned, Bytes Unscanned);
