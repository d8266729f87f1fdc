using Fathom.Evidence;

namespace Fathom.Sources.Census;

/// <summary>
/// Which stretches of 8 MiB are looked into. All of them, unless malloc holds more than a look may take; then a share that does
/// not depend on where anything lies.
/// </summary>
sealed class ChunkSample
{
    /// <summary>
    /// A structure's parts lie near each other mostly: what is cut off from its structure cannot be told. Of 1 MiB, a sixth
    /// of deflate's 270 KiB was lost.
    /// </summary>
    const int Shift = 23;

    const ulong Prime = 0x9E3779B97F4A7C15;

    readonly ulong _below;

    public ChunkSample(Bytes malloc, CensusOptions options)
    {
        IsWhole = options.Exact || malloc <= options.Most;
        _below = IsWhole ? ulong.MaxValue : (ulong)(ulong.MaxValue * Math.Clamp((double)options.Most.Value / malloc.Value, 0, 0.99));
    }

    public bool IsWhole { get; }

    public bool Has(ulong chunk) => IsWhole || HashOf(chunk) < _below;

    /// <summary>Which part of the sample an address is in: parts tell by their differences how far off the whole may be.</summary>
    public static int PartOf(ulong chunk, int parts) => (int)((HashOf(chunk) & 0xFFFF) % (ulong)parts);

    static ulong HashOf(ulong chunk)
    {
        unchecked
        {
            ulong hash = ((chunk >> Shift) + 1) * Prime;
            return (hash ^ (hash >> 32)) * Prime;
        }
    }
}
