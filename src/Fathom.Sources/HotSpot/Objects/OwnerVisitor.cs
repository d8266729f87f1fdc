using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Hands each object of a class in the table to that class's sums.</summary>
/// <param name="copies">Null where no object stands in two places.</param>
readonly struct OwnerVisitor(OwnerTable owners, LeftCopies? copies) : IHeapVisitor
{
    public void Visit(Address at, ref ObjectShape shape, long size, ReadOnlySpan<byte> bytes)
    {
        if (shape.Owner >= 0 && copies?.Has(at, bytes) != true)
            owners.Classes[shape.Owner].Take(size, bytes);
    }
}
