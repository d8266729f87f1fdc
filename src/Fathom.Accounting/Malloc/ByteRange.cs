using Fathom.Evidence;

namespace Fathom.Accounting.Malloc;

/// <summary>A figure that is only known to lie between two.</summary>
public readonly record struct ByteRange(Bytes Least, Bytes Most)
{
    public static ByteRange operator +(ByteRange a, ByteRange b) => new(a.Least + b.Least, a.Most + b.Most);

    public static ByteRange Add(ByteRange left, ByteRange right) => left + right;
}
