using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Is shown every object of a walk. A struct that implements it costs the walk no call and no allocation.</summary>
interface IHeapVisitor
{
    /// <param name="bytes">The object from its header on: whole where its shape says so, else as far as it was read.</param>
    void Visit(Address at, ref ObjectShape shape, long size, ReadOnlySpan<byte> bytes);
}
