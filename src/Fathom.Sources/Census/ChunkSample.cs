using Fathom.Evidence;

namespace Fathom.Sources.Census;

/// <summary>
/// Which MiB blocks are looked into. All of them, unless malloc holds more than a look may take; then a share that does
/// not depend on where anything lies.
/// </summary>
sealed class ChunkSample
{
    /// <summary>About a second's work.</summary>
    const ulong MostBytes = 2UL << 30;

    const ulong Prime = 0x9E3779B97F4A7C15;

    readonly ulong _below;

    public ChunkSample(Bytes malloc, bool isExact)
    {
        ulong bytes = (ulong)Math.Max(0, malloc.Value);
        IsWhole = isExact || bytes <= MostBytes;
        _below = IsWhole ? ulong.MaxValue : (ulong)(ulong.MaxValue * ((double)MostBytes / bytes));
    }

    public bool IsWhole { get; }

    public bool Has(ulong chunk) => IsWhole || HashOf(chunk) < _below;

    /// <summary>Which part of the sample a block is in: parts tell by their differences how far off the whole may be.</summary>
    public static int PartOf(ulong chunk, int parts) => (int)((HashOf(chunk) & 0xFFFF) % (ulong)parts);

    static ulong HashOf(ulong chunk)
    {
        unchecked
        {
            ulong hash = ((chunk >> ChunkBlock.Shift) + 1) * Prime;
            return (hash ^ (hash >> 32)) * Prime;
        }
    }
}
