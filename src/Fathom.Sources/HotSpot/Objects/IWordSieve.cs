namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Says of a stretch of the heap, by its words alone, whether its objects have to be looked at.</summary>
interface IWordSieve
{
    /// <summary>False only where no object in these bytes matters, whatever they are.</summary>
    bool MayMatter(ReadOnlySpan<byte> bytes);
}
