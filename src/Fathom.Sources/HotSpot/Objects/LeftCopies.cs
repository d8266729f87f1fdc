using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>
/// ZGC and Shenandoah copy objects while the program runs, and free the old copies later: until then an object stands in two places, and counts
/// at the new one. A new place behind the moment's tops is not walked, and the object counts at the old.
/// </summary>
/// <param name="moves">ZGC's tables; Shenandoah leaves the new place in the mark (gc/shenandoah/shenandoahForwarding.inline.hpp).</param>
sealed class LeftCopies(HeapMoment moment, ZForwardings? moves)
{
    public bool Has(Address at, ReadOnlySpan<byte> bytes) => (moves is null ? InMark(bytes) : moves.Copied(at)) is { } copy && moment.Holds(copy);

    /// <summary>Two low bits that no other mark has (oops/markWord.hpp: marked_value).</summary>
    static Address? InMark(ReadOnlySpan<byte> bytes)
    {
        const ulong forwarded = 3;
        ulong mark = MemoryMarshal.Read<ulong>(bytes);
        return (mark & forwarded) == forwarded ? new Address(mark & ~forwarded) : null;
    }
}
