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

    /// <summary>Between fields of several lengths, and of ancestors.</summary>
    const int Gap = 2 * Alignment;

    readonly int _reference;
    readonly int _arrayHead;

    public DumpSizes(IReadOnlyList<DumpSumming> sums, int idLength)
    {
        long narrow = sums.Sum(each => each.Neighbours.Narrow), wide = sums.Sum(each => each.Neighbours.Wide);
        _reference = idLength == 8 && wide > narrow ? 8 : 4;
        ArrayHeads heads = default;
        foreach (DumpSumming each in sums)
            heads.Take(each.Neighbours.Heads);
        _arrayHead = heads.Bytes ?? (_reference == 8 ? 24 : 16);
    }

    public Bytes OfArrays(in PrimitiveTally arrays, int length)
    {
        long bytes = arrays.Elements * length;
        for (int i = 0; i < PrimitiveTally.Residues; i++)
            bytes += arrays.Counts[i] * (Aligned(_arrayHead + i * length) - i * length);
        return new Bytes(bytes);
    }

    public Bytes OfArrays(in ClassTally arrays)
    {
        long even = arrays.Count - arrays.Odd;
        return new Bytes(arrays.Elements * _reference + even * Aligned(_arrayHead) + arrays.Odd * (Aligned(_arrayHead + _reference) - _reference));
    }

    /// <summary>
    /// A neighbour that is farther away than any object of this class is long was not the next one. Some collectors write objects in the order in
    /// which they are found, and not in that of their addresses: then hardly two are as far apart as two others.
    /// </summary>
    public Bytes OfObject(DumpClass one, int idLength)
    {
        long fields = one.FieldBytes - (long)one.FieldReferences * (idLength - _reference);
        bool isPadded = (one.Count >= Several && one.Tally.Same >= one.Count / 2) || one.InternalName == "java/lang/Thread";
        long plain = Aligned(_arrayHead - 4 + fields), most = Aligned(16 + fields) + (isPadded ? Padding : 0) + Gap;
        ulong least = one.Tally.Least;
        return new Bytes(least >= Alignment && least <= (ulong)most && (isPadded || one.Tally.Same >= Alike(one.Count)) ? (long)least : plain);
    }

    /// <summary>Of an object in ten the neighbour should be the next one.</summary>
    static long Alike(long count) => count / 10;

    static long Aligned(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
