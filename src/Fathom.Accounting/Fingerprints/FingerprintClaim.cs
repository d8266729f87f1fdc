namespace Fathom.Accounting.Fingerprints;

/// <summary>What of a group fits a pattern of a fingerprint.</summary>
/// <param name="Chunk">Index of the pattern; the first is the root.</param>
sealed record FingerprintClaim(Fingerprint Fingerprint, string Owner, int Chunk)
{
    /// <summary>Its chunks are counted: one for each structure.</summary>
    public bool IsRoot { get; set; }

    /// <summary>Chunks of the group that are claimed: as many as are led to.</summary>
    public long Links { get; set; }

    /// <summary>Groups that lead to its chunks, with how many links.</summary>
    public List<(int Group, long Links)> Parents { get; } = [];
}
