using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>
/// Where the objects of one page of ZGC's were moved to (gc/z/zForwardingEntry.hpp): bit 0 says that an entry is in use,
/// from bit 1 on stands the new offset, from bit 46 on the object's number in its page.
/// </summary>
sealed class ZForwardingPage
{
    const int NumberAt = 46;

    readonly ulong[] _sorted;
    readonly int _shift;

    public ZForwardingPage(Address at, ulong start, int shift, ulong[] entries)
    {
        (At, Start, Length, _shift) = (at, start, entries.Length, shift);
        _sorted = Used(entries);
    }

    public static ulong Entry(ulong number, ulong to) => number << NumberAt | to << 1 | 1;

    public Address At { get; }

    public ulong Start { get; }

    /// <summary>Entries, used or not.</summary>
    public int Length { get; }

    /// <summary>Whether these entries tell the same.</summary>
    public bool IsSame(ulong[] entries) => _sorted.AsSpan().SequenceEqual(Used(entries));

    /// <summary>The new offset of what stood at an offset; null where it was not moved.</summary>
    public ulong? Find(ulong offset)
    {
        if (offset < Start || (offset - Start) >> _shift >= 1UL << (64 - NumberAt))
            return null;
        ulong number = (offset - Start) >> _shift;
        int at = Array.BinarySearch(_sorted, number << NumberAt);
        at = at < 0 ? ~at : at;
        return at < _sorted.Length && _sorted[at] >> NumberAt == number ? _sorted[at] << (64 - NumberAt) >> (64 - NumberAt + 1) : null;
    }

    static ulong[] Used(ulong[] entries)
    {
        ulong[] used = Array.FindAll(entries, entry => (entry & 1) != 0);
        Array.Sort(used);
        return used;
    }
}
