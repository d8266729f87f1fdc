using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>Both snapshots as they stood at one moment: each is read by one call, of 2 KiB.</summary>
sealed class NmtTotals
{
    // More than a user's address space: no honest figure is.
    const ulong Most = 1UL << 48;

    const int MostFiles = 16;

    readonly NmtLayout _layout;
    readonly ulong[] _malloc;
    readonly ulong[] _mapped;

    NmtTotals(NmtLayout layout, ulong[] malloc, ulong[] mapped) => (_layout, _malloc, _mapped) = (layout, malloc, mapped);

    public NmtLayout Layout => _layout;

    public static NmtTotals? Read(VmMemory memory, NmtLayout layout, Address malloc, Address mapped)
    {
        ulong[] blocks = new ulong[(2 * layout.Tags + 1) * layout.CounterWords];
        ulong[] ranges = new ulong[layout.Tags * layout.VirtualWords];
        bool read = memory.Read(malloc, MemoryMarshal.AsBytes(blocks.AsSpan())) == blocks.Length * 8
            && memory.Read(mapped, MemoryMarshal.AsBytes(ranges.AsSpan())) == ranges.Length * 8;
        return read && !blocks.AsSpan().ContainsAnyExceptInRange(0UL, Most) && !ranges.AsSpan().ContainsAnyExceptInRange(0UL, Most)
            ? new NmtTotals(layout, blocks, ranges)
            : null;
    }

    public NmtCounter Malloc(int tag) => Counter(2 * tag);

    public NmtCounter Arena(int tag) => Counter((2 * tag) + 1);

    /// <summary>All of malloc since 17; in 8 and 11 what the headers take.</summary>
    public NmtCounter Last => Counter(2 * _layout.Tags);

    public NmtMapped Mapped(int tag)
    {
        int at = tag * _layout.VirtualWords;
        return new(Bytes(_mapped[at]), Bytes(_mapped[at + 1]), _layout.VirtualWords > 2 ? Bytes(_mapped[at + 2]) : null);
    }

    /// <summary>
    /// Memory that is committed in a file and not in a range (nmt/memoryFileTracker.hpp): the tracker ends with an array of
    /// files, each with a snapshot of its own behind its name. The JVM adds what they commit, not what they reserve.
    /// </summary>
    public bool AddFiles(VmMemory memory, Address tracker, ulong size)
    {
        if (size is < 16 or > 4096 || memory.Int32(tracker + ((long)size - 16)) is not { } count || count is < 0 or > MostFiles)
            return false;
        Address? files = memory.Pointer(tracker + ((long)size - 8));
        for (int i = 0; i < count; i++)
        {
            ulong[] own = new ulong[_mapped.Length];
            if (files is not { } array || memory.Pointer(array + (8L * i)) is not { } file
                || memory.Read(file + 8, MemoryMarshal.AsBytes(own.AsSpan())) != own.Length * 8
                || own.AsSpan().ContainsAnyExceptInRange(0UL, Most))
                return false;
            for (int at = 1; at < own.Length; at += _layout.VirtualWords)
                _mapped[at] = Math.Min(Most, _mapped[at] + own[at]);
        }
        return true;
    }

    NmtCounter Counter(int number)
    {
        int at = number * _layout.CounterWords;
        return new((long)_malloc[at], Bytes(_malloc[at + 1]),
            _layout.HasPeaks ? (long)_malloc[at + 2] : 0, _layout.HasPeaks ? Bytes(_malloc[at + 3]) : default);
    }

    static Bytes Bytes(ulong value) => new((long)value);
}
