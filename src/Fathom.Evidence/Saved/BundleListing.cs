namespace Fathom.Evidence.Saved;

/// <summary>What is in a bundle.</summary>
/// <param name="Fathom">The version that wrote it.</param>
/// <param name="Snapshot">Null where it is not whole; its target then is not known.</param>
public sealed record BundleListing(string File, string Fathom, DateTimeOffset TakenAt, Snapshot? Snapshot)
{
    /// <summary>What was looked at and is there; where the snapshot is not whole, what was asked for.</summary>
    public LookParts Looked { get; init; }

    public bool IsRaw { get; init; }

    public bool IsRedacted { get; init; }

    public IReadOnlyList<BundleEntry> Entries { get; init; } = [];

    /// <summary>Where it is damaged.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];
}

/// <summary>A part of a bundle.</summary>
/// <param name="Packed">What it takes in the file.</param>
/// <param name="IsWhole">All of its checksums hold.</param>
public sealed record BundleEntry(string Name, string Kind, Bytes Size, Bytes Packed, bool IsWhole);
