using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Memory;
using Fathom.Sources.Native;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Pages;

/// <summary>
/// /proc/PID/pagemap, eight bytes a page, for kernels before 6.7. It cannot tell a page of zeros from memory unless it
/// may see frame numbers (CAP_SYS_ADMIN), and never tells huge ones.
/// </summary>
sealed unsafe class PagemapEntries(Pace pace, ulong? zeroFrame)
{
    // Documentation/admin-guide/mm/pagemap.rst
    const ulong Present = 1UL << 63;
    const ulong Swapped = 1UL << 62;
    const ulong FileOrShared = 1UL << 61;
    const ulong Guard = 1UL << 58;
    const ulong FrameMask = (1UL << 55) - 1;

    const int EntriesPerRead = 8192;

    // A reserved terabyte has no page tables but its entries would all be read: 2 GB of zeros.
    static readonly Bytes LargestInaccessible = Bytes.FromMiB(1024);

    /// <summary>The frame of the shared page of zeros, learnt from a page of our own; null without the right.</summary>
    public static ulong? LearnZeroFrame()
    {
        // sys/mman.h: PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS. A page of malloc's may have been used before.
        byte* page = Libc.Map(null, Bytes.PageSize, 1, 0x22, -1, 0);
        if ((nint)page == -1)
            return null;
        using SafeFileHandle? own = FileHandle.Open("/proc/self/pagemap", Libc.OpenReadOnly, out _);
        try
        {
            _ = Volatile.Read(ref *page);
            ulong entry = 0;
            long at = (long)((ulong)page / Bytes.PageSize * 8);
            bool read = own is not null && Libc.PRead((int)own.DangerousGetHandle(), &entry, 8, at) == 8;
            return read && (entry & FrameMask) != 0 ? entry & FrameMask : null;
        }
        finally
        {
            _ = Libc.Unmap(page, Bytes.PageSize);
        }
    }

    public int Scan(SafeFileHandle pagemap, IReadOnlyList<Mapping> mappings, PageRuns.Builder runs)
    {
        byte[] buffer = new byte[EntriesPerRead * 8];
        foreach (Mapping mapping in mappings)
        {
            if (mapping.IsKernelData || (mapping.Access == Access.None && mapping.Range.Length > LargestInaccessible))
                continue;
            int errno = Scan(pagemap, mapping.Range, buffer, runs);
            if (errno != 0)
                return errno;
        }
        return 0;
    }

    int Scan(SafeFileHandle pagemap, AddressRange range, byte[] buffer, PageRuns.Builder runs)
    {
        for (Address at = range.Start; at < range.End;)
        {
            int wanted = (int)Math.Min(EntriesPerRead, (range.End - at) / Bytes.PageSize);
            long begun = pace.BeginLong();
            nint got;
            fixed (byte* into = buffer)
                got = Libc.PRead((int)pagemap.DangerousGetHandle(), into, (nuint)(wanted * 8), (long)(at.Value / Bytes.PageSize * 8));
            int errno = got < 0 ? Marshal.GetLastPInvokeError() : 0;
            pace.EndAndRest(begun);
            if (errno != 0)
                return errno;
            if (got < 8)
                return 0;
            int entries = (int)got / 8;
            for (int i = 0; i < entries; i++)
                Add(runs, at + ((long)i * Bytes.PageSize), BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(i * 8)));
            at += (long)entries * Bytes.PageSize;
        }
        return 0;
    }

    void Add(PageRuns.Builder runs, Address page, ulong entry)
    {
        PageKind kind = PageKind.None;
        if ((entry & Present) != 0)
            kind |= PageKind.Present;
        if ((entry & Guard) != 0)
            kind |= PageKind.Guard;
        else if ((entry & Swapped) != 0)
            kind |= PageKind.Swapped;
        if ((entry & FileOrShared) != 0)
            kind |= PageKind.File;
        if (kind == PageKind.Present && zeroFrame is { } zero && (entry & FrameMask) == zero)
            kind |= PageKind.Zero;
        if ((kind & (PageKind.Present | PageKind.Swapped | PageKind.Guard)) != 0)
            runs.Add(new PageRun(page, 1, kind));
    }
}
