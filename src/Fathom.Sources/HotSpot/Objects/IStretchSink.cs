namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Is told what a walk has gone through. It may use the same window.</summary>
interface IStretchSink
{
    /// <param name="bytes">From the beginning of the stretch on, as far as they are at hand.</param>
    void Passed(in HeapPart part, in HeapStretch stretch, ReadOnlySpan<byte> bytes);
}
