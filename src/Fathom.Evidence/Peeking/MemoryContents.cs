namespace Fathom.Evidence.Peeking;

/// <summary>What stands in a part of memory.</summary>
/// <param name="Asked">What was asked for, in words.</param>
/// <param name="Range">From the first to the last byte asked for; there may be others between.</param>
/// <param name="Size">Bytes asked for.</param>
/// <param name="Read">Those of them that are in memory.</param>
public sealed record MemoryContents(string Asked, AddressRange Range, Bytes Size, Bytes Read)
{
    /// <summary>Stretches of memory, or chunks.</summary>
    public long Parts { get; init; } = 1;

    /// <summary>Most bytes first: count times length.</summary>
    public IReadOnlyList<FoundText> Texts { get; init; } = [];

    public int MinLength { get; init; }

    /// <summary>All texts, also those beyond the rows kept.</summary>
    public long TextCount { get; init; }

    public Bytes TextBytes { get; init; }

    public long DistinctTexts { get; init; }

    /// <summary>Texts that had to be forgotten, since there were too many different ones; then counts are at least.</summary>
    public long Forgotten { get; init; }

    public PeekedBlock? Block { get; init; }

    public Referrers? Referrers { get; init; }

    public HexBytes? Hex { get; init; }

    /// <summary>Bytes written to a file; null where none was asked for.</summary>
    public Bytes? Written { get; init; }
}

/// <summary>The first bytes; a masked one is null.</summary>
public sealed record HexBytes(Address Start, IReadOnlyList<byte?> Bytes);
