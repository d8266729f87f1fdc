namespace Fathom.Sources.Bundle;

/// <summary>A part as the file says it is.</summary>
/// <param name="Length">Plain.</param>
/// <param name="Packed">What it takes in the file.</param>
/// <param name="IsWhole">Its end was found and every checksum held.</param>
public sealed record BundlePart(PartKind Kind, string Name, long Length, long Packed, bool IsWhole)
{
    /// <summary>Where its blocks begin in the file, behind their heads.</summary>
    internal IReadOnlyList<BlockPlace> Blocks { get; init; } = [];
}

/// <summary>A packed block: where its payload stands, how long it is there, and how long it becomes.</summary>
readonly record struct BlockPlace(long Offset, int Packed, int Plain);
