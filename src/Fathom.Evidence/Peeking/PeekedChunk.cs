namespace Fathom.Evidence.Peeking;

public enum PeekedState
{
    InUse,
    Free,
    Fastbin,
    Tcache,
    Top,

    /// <summary>A large request with a mapping of its own.</summary>
    Mmapped,
    Fencepost,
}

/// <summary>A chunk of glibc's malloc. Its header is 16 bytes; what malloc returned follows.</summary>
public sealed record PeekedChunk(Address Address, Bytes Size, PeekedState State)
{
    public Address User => Address + 16;

    /// <summary>The size word as it stands there, flags in its three lowest bits; null where it could not be read.</summary>
    public ulong? Word { get; init; }

    /// <summary>glibc's number of the unsorted bin.</summary>
    public const int Unsorted = 1;

    /// <summary>The bin that it is in: fast bin, bin, thread's cache; null where it is in none.</summary>
    public int? Bin { get; init; }

    /// <summary>Its links do not lead to a bin: that of its size is shown, and it may be in the unsorted one.</summary>
    public bool IsBinBySize { get; init; }
}

/// <summary>A chunk, and what lies around it in its arena.</summary>
public sealed record PeekedBlock(PeekedChunk Chunk)
{
    public int? Arena { get; init; }

    public PeekedChunk? Before { get; init; }

    public PeekedChunk? After { get; init; }
}
