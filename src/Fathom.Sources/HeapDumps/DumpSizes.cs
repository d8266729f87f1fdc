using Fathom.Evidence;

namespace Fathom.Sources.HeapDumps;

/// <summary>
/// What objects take in the heap. Learned from their addresses, as compressed references and headers of several lengths
/// (JDK 25's are of 8 bytes with UseCompactObjectHeaders) are nowhere written in a dump.
/// </summary>
sealed class DumpSizes
{
    const int Alignment = 8;

    /// <summary>Around a group of fields with @Contended lies -XX:ContendedPaddingWidth=128 on either side; java.lang.Thread has one.</summary>
    const int Padding = 2 * 128;

    /// <summary>Of so many objects one has a neighbour, and not a hole.</summary>
    const int Several = 8;

    readonly int _reference;
    readonly int _arrayHead;

    public DumpSizes(IReadOnlyList<DumpCounting> counted, int idLength)
    {
        long narrow = counted.Sum(each => each.Narrow), wide = counted.Sum(each => each.Wide);
        _reference = idLength == 8 && wide > narrow ? 8 : 4;
        ulong head = counted.Min(each => each.ArrayHead);
        // At least mark, class and length; at most with wide class pointers.
        _arrayHead = head is >= 12 and <= 24 ? (int)head : _reference == 8 ? 24 : 16;
    }

    public long OfArray(long count, int length) => Aligned(_arrayHead + count * length);

    public long OfReferences(long count) => Aligned(_arrayHead + count * _reference);

    /// <summary>A neighbour that is farther away than any object of this class is long was not the next one.</summary>
    public Bytes OfObject(DumpClass one, int idLength)
    {
        long fields = one.FieldBytes - (long)one.FieldReferences * (idLength - _reference);
        long padding = one.Count >= Several || one.InternalName == "java/lang/Thread" ? Padding : 0;
        long most = Aligned(16 + fields) + padding + 2 * Alignment, plain = Aligned(_arrayHead - 4 + fields);
        return new Bytes(one.Least >= Alignment && one.Least <= (ulong)most ? (long)one.Least : plain);
    }

    static long Aligned(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
