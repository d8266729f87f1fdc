using System.Numerics;

namespace Fathom.Accounting.Malloc;

/// <summary>What an allocator makes of a request: the size of the slot that it is given.</summary>
public static class SizeClasses
{
    // Above these the three round to pages instead: jemalloc goes on with its classes.
    const long TcmallocLargest = 256 * 1024;
    const long TcmallocPage = 8 * 1024;
    // Up to here jemalloc and gperftools go in steps of 16.
    const long Quantum = 128;

    static readonly long[] TcmallocClasses = [.. MakeTcmallocClasses()];

    /// <summary>
    /// jemalloc 5, include/jemalloc/internal/sc.h: 8, then steps of 16 up to 128, then four classes to each doubling.
    /// </summary>
    public static long Jemalloc(long request) =>
        request <= 8 ? 8 : request <= Quantum ? RoundUp(request, 16) : RoundUp(request, Steps(request, 4));

    /// <summary>gperftools: its classes up to 256 KiB, then pages of 8 KiB.</summary>
    public static long Tcmalloc(long request)
    {
        if (request > TcmallocLargest)
            return RoundUp(request, TcmallocPage);
        int at = Array.BinarySearch(TcmallocClasses, Math.Max(request, 1));
        return TcmallocClasses[at >= 0 ? at : ~at];
    }

    /// <summary>mimalloc 2, src/page-queue.c, mi_bin: words in pairs up to 64 bytes, then four classes to each doubling.</summary>
    public static long Mimalloc(long request) =>
        request <= 8 ? 8 : request <= 64 ? RoundUp(request, 16) : RoundUp(request, Steps(request, 4));

    /// <summary>
    /// gperftools, src/common.cc, SizeMap::Init: a span of pages for each size, so that no more than an eighth is left
    /// over and a batch fits; neighbours of which a span holds equally many are one class, the larger.
    /// </summary>
    static List<long> MakeTcmallocClasses()
    {
        List<long> classes = [];
        (long Span, long Objects) before = default;
        for (long size = 8; size <= TcmallocLargest; size += TcmallocStep(size))
        {
            long span = TcmallocSpan(size);
            if (before == (span, span / size))
                classes.RemoveAt(classes.Count - 1);
            classes.Add(size);
            before = (span, span / size);
        }
        return classes;
    }

    static long TcmallocStep(long size) => size < 16 ? 8 : size < Quantum ? 16 : Math.Min(TcmallocPage, (1L << BitOperations.Log2((ulong)size)) / 8);

    static long TcmallocSpan(long size)
    {
        // NumMoveSize: what fits in 64 KiB, 2 to 32 of them (FLAGS_tcmalloc_transfer_num_objects).
        long batch = Math.Clamp(64 * 1024 / size, 2, 32) / 4;
        long span = 0;
        do
        {
            span += TcmallocPage;
        }
        while (span % size > span / 8 || span / size < batch);
        return span;
    }

    /// <summary>The distance of the classes between the powers of two around a request.</summary>
    static long Steps(long request, int perDoubling) =>
        Math.Max(16, (1L << BitOperations.Log2((ulong)(request - 1))) / perDoubling);

    static long RoundUp(long value, long step) => checked(value + step - 1) / step * step;
}
