using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Hands each object of a class in the table to that class's sums.</summary>
readonly struct OwnerVisitor(OwnerTable owners) : IHeapVisitor
{
    public void Visit(Address at, ref ObjectShape shape, long size, ReadOnlySpan<byte> bytes)
    {
        if (shape.Owner >= 0)
            owners.Classes[shape.Owner].Take(size, bytes);
    }
}
