using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Memory;
using Fathom.Sources.Native;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Pages;

/// <summary>
/// The PAGEMAP_SCAN ioctl (Linux 6.7; Documentation/admin-guide/mm/pagemap.rst): runs of pages of one kind, told in
/// windows that hold the target's mmap lock for about a tenth of a millisecond each.
/// </summary>
sealed unsafe class PagemapScan(Pace pace)
{
    // linux/fs.h
    const ulong IsFile = 1 << 2;
    const ulong IsPresent = 1 << 3;
    const ulong IsSwapped = 1 << 4;
    const ulong IsZero = 1 << 5;
    const ulong IsHuge = 1 << 6;
    const ulong IsGuard = 1 << 8;
    const uint Request = 0xC060_6610; // _IOWR('f', 16, struct pm_scan_arg), 96 bytes

    const int Regions = 512;

    // Present pages of one call: about 0.1 ms at 3 (10 with IsFile) ms for a GiB.
    const ulong PagesPerCall = 8192;
    const ulong FilePagesPerCall = 2048;

    // Address space of one call: emptied page tables cost time without giving pages, so the reach follows the clock.
    const ulong LeastReach = 2UL << 20;
    const ulong MostReach = 1UL << 42;
    static readonly TimeSpan Quick = TimeSpan.FromMicroseconds(50);
    static readonly TimeSpan Slow = TimeSpan.FromMicroseconds(150);

    [StructLayout(LayoutKind.Sequential)]
    struct Region
    {
        public ulong Start;
        public ulong End;
        public ulong Categories;
    }

    [StructLayout(LayoutKind.Sequential)]
    struct Argument
    {
        public ulong Size;
        public ulong Flags;
        public ulong Start;
        public ulong End;
        public ulong WalkEnd;
        public Region* Vector;
        public ulong VectorLength;
        public ulong MaxPages;
        public ulong CategoryInverted;
        public ulong CategoryMask;
        public ulong CategoryAnyOf;
        public ulong ReturnMask;
    }

    ulong _reach = 256UL << 20;

    // Guards can be told since 6.15; an older kernel refuses the question.
    ulong _guard = IsGuard;

    /// <summary>errno of the call that failed, or 0 when all was scanned.</summary>
    public int Scan(SafeFileHandle pagemap, List<ScanSpan> spans, PageRuns.Builder runs)
    {
        foreach (ScanSpan span in spans)
        {
            for (ulong at = span.Start; at < span.End;)
            {
                int errno = ScanWindow(pagemap, span, runs, ref at);
                if (errno != 0)
                    return errno;
            }
        }
        return 0;
    }

    int ScanWindow(SafeFileHandle pagemap, ScanSpan span, PageRuns.Builder runs, ref ulong at)
    {
        Region* regions = stackalloc Region[Regions];
        Argument argument = new()
        {
            Size = (ulong)sizeof(Argument),
            Start = at,
            End = span.End - at > _reach ? at + _reach : span.End,
            Vector = regions,
            VectorLength = Regions,
            MaxPages = span.AsksForFile ? FilePagesPerCall : PagesPerCall,
            CategoryAnyOf = IsPresent | IsSwapped,
            ReturnMask = IsPresent | IsSwapped | IsZero | IsHuge | _guard | (span.AsksForFile ? IsFile : 0),
        };
        long begun = pace.BeginLong();
        int count = Libc.IoCtl((int)pagemap.DangerousGetHandle(), Request, &argument);
        int errno = count < 0 ? Marshal.GetLastPInvokeError() : 0;
        TimeSpan took = pace.EndAndRest(begun);
        if (errno == Errno.EINTR)
            return 0;
        if (errno == Errno.EINVAL && _guard != 0)
        {
            _guard = 0;
            return 0;
        }
        if (errno != 0)
            return errno;
        for (int i = 0; i < count; i++)
            runs.Add(ToRun(regions[i]));
        bool reachedEnd = argument.WalkEnd >= argument.End;
        // A walk that did not move would be asked for ever; no kernel is known to do it.
        at = argument.WalkEnd > at ? argument.WalkEnd : argument.End;
        Adapt(took, reachedEnd);
        return 0;
    }

    void Adapt(TimeSpan took, bool reachedEnd)
    {
        if (took > Slow && reachedEnd && _reach > LeastReach)
            _reach /= 2;
        else if (took < Quick && reachedEnd && _reach < MostReach)
            _reach *= 2;
    }

    static PageRun ToRun(Region region)
    {
        PageKind kind = PageKind.None;
        if ((region.Categories & IsPresent) != 0)
            kind |= PageKind.Present;
        if ((region.Categories & IsGuard) != 0)
            kind |= PageKind.Guard;
        else if ((region.Categories & IsSwapped) != 0)
            kind |= PageKind.Swapped;
        if ((region.Categories & IsFile) != 0)
            kind |= PageKind.File;
        if ((region.Categories & IsZero) != 0)
            kind |= PageKind.Zero;
        if ((region.Categories & IsHuge) != 0)
            kind |= PageKind.Huge;
        return new PageRun(new Address(region.Start), (long)((region.End - region.Start) / Bytes.PageSize), kind);
    }
}
