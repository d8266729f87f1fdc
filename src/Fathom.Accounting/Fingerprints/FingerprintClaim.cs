namespace Fathom.Accounting.Fingerprints;

/// <summary>A group of chunks that fits a pattern of a fingerprint.</summary>
/// <param name="Chunk">Index of the pattern; the first is the root.</param>
/// <param name="IsRoot">Its chunks are counted: one for each structure.</param>
sealed record FingerprintClaim(Fingerprint Fingerprint, string Owner, int Chunk, bool IsRoot)
{
    /// <summary>Groups that lead to its chunks, with how many links.</summary>
    public List<(int Group, long Links)> Parents { get; } = [];
}
