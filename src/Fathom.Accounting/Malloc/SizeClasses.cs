using System.Numerics;

namespace Fathom.Accounting.Malloc;

/// <summary>What an allocator makes of a request: the size of the slot that it is given.</summary>
public static class SizeClasses
{
    // Above these the three round to pages instead: jemalloc goes on with its classes.
    const long TcmallocLargest = 256 * 1024;
    const long TcmallocPage = 8 * 1024;
    const long JemallocQuantum = 128;

    /// <summary>
    /// jemalloc 5, include/jemalloc/internal/sc.h: 8, then steps of 16 up to 128, then four classes to each doubling.
    /// </summary>
    public static long Jemalloc(long request) =>
        request <= 8 ? 8 : request <= JemallocQuantum ? RoundUp(request, 16) : RoundUp(request, Steps(request, 4));

    /// <summary>
    /// gperftools, src/common.cc, AlignmentForSize: 8, steps of 16 up to 128, then eight to each doubling, pages of
    /// 8 KiB above 256 KiB. It joins some neighbouring classes, which is not counted here.
    /// </summary>
    public static long Tcmalloc(long request) =>
        request <= 8 ? 8
        : request < JemallocQuantum ? RoundUp(request, 16)
        : request <= TcmallocLargest ? RoundUp(request, Math.Min(Steps(request, 8), TcmallocPage))
        : RoundUp(request, TcmallocPage);

    /// <summary>mimalloc 2, src/page-queue.c, mi_bin: words in pairs up to 64 bytes, then four classes to each doubling.</summary>
    public static long Mimalloc(long request) =>
        request <= 8 ? 8 : request <= 64 ? RoundUp(request, 16) : RoundUp(request, Steps(request, 4));

    /// <summary>The distance of the classes between the powers of two around a request.</summary>
    static long Steps(long request, int perDoubling) =>
        Math.Max(16, (1L << BitOperations.Log2((ulong)(request - 1))) / perDoubling);

    static long RoundUp(long value, long step) => checked(value + step - 1) / step * step;
}
