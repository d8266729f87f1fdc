using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

static class BufferRows
{
    internal static readonly CensusRow Buffers = new()
    {
        Owner = "libjvm.so",
        Structure = "direct buffer",
        Remedy = "free-buffers",
        Confidence = Fathom.Accounting.Confidence.Likely,
        Count = 300,
        Holder = "java.nio.DirectByteBuffer",
    };

    internal static readonly CensusRow Kept = Buffers with { Reachable = Reachable.Java, Referrer = "com.example.Cache.buffers" };

    internal static readonly CensusRow Dropped = Buffers with { Reachable = Reachable.Garbage };

    internal static readonly CensusRow Chunks = Buffers with { Reachable = Reachable.Java, Count = 12, Referrer = "io.netty.buffer.PoolChunk.memory" };

    internal static readonly CensusRow ByteBufs = Buffers with { Count = 11, Referrer = "io.netty.buffer.PooledUnsafeDirectByteBuf.memory" };

    internal static readonly CensusRow Segments = new()
    {
        Structure = "blocks of up to 2,048 KiB: text",
        Confidence = Fathom.Accounting.Confidence.Possible,
        Count = 200,
        SizeClasses = [Bytes.FromMiB(2)],
        Holder = "jdk.internal.foreign.NativeMemorySegmentImpl",
        Reachable = Reachable.Garbage,
    };

    internal static readonly string[] OfThread = ["java.nio.ByteBuffer[]", "sun.nio.ch.Util$BufferCache.buffers", "java.lang.ThreadLocal$ThreadLocalMap$Entry.value"];
}

sealed class DirectBuffersKeptCases : IRuleCases
{
    public string Rule => "FTH030";

    public IEnumerable<Case> Fires =>
    [
        Pasted.Texts(4, 311).Dump(DumpedHeaps.Buffers(DumpedHeaps.Kept(307, 307, "com.example.Cache.buffers"))).Case(),
        Pasted.Texts(4, 311).Dump(DumpedHeaps.Buffers(DumpedHeaps.Kept(307, 307, "com.example.Cache.buffers"))).Nmt("Other", 308, 309).Case(),
        Pasted.Texts(4, 311).Dump(DumpedHeaps.Buffers(DumpedHeaps.Kept(307, 307, "com.example.Cache.buffers"), DumpedHeaps.Garbage(3, 3))).Nmt("Java Heap", 64, 0).Case(),
        Observed.Idle.Census(BufferRows.Kept, 300).Case(),
        Observed.Idle.Census(BufferRows.Kept, 300).Direct(300, 300).Case(),
        Observed.Idle.Census(BufferRows.Segments with { Reachable = Reachable.Java }, 200).Direct(200, 200).Case(),
        Pasted.Texts(4, 311).Histograms(("java.nio.DirectByteBuffer$Deallocator", 308, 308), ("java.nio.DirectByteBuffer", 308, 307)).Case(),
        Pasted.Texts(4, 311).Histograms(("java.nio.DirectByteBuffer$Deallocator", 308, 308), ("java.nio.DirectByteBuffer", 308, 307)).Nmt("Other", 308, 309).Case(),
        Pasted.Texts(4, 311).Histograms(("java.nio.DirectByteBuffer$Deallocator", 308, 308), ("java.nio.DirectByteBuffer", 308, 307)).Direct(308, 308).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Pasted.Texts(4, 311).Dump(DumpedHeaps.Buffers(DumpedHeaps.Garbage(307, 307))).Case(),
        // Of another process: its objects need more than the heap there is.
        Pasted.Texts(4, 311).Dump(DumpedHeaps.Buffers(DumpedHeaps.Kept(307, 307, "com.example.Cache.buffers"))).Nmt("Java Heap", 32, 0).Case(),
        Pasted.Texts(4, 311).Dump(DumpedHeaps.Buffers(DumpedHeaps.Kept(41, 300, "java.nio.ByteBuffer[]", "sun.nio.ch.Util$BufferCache.buffers"))).Case(),
        Pasted.Texts(4, 311).Dump(DumpedHeaps.Buffers(DumpedHeaps.Kept(12, 192, "io.netty.buffer.PoolChunk.memory"))).Case(),
        Pasted.Texts(4, 311).Dump(DumpedHeaps.Buffers(DumpedHeaps.Kept(100, 1, "com.example.Cache.buffers"))).Case(),
        Observed.Idle.Case(),
        Observed.Idle.Census(BufferRows.Dropped, 300).Case(),
        Observed.Idle.Census(BufferRows.Chunks, 192).Case(),
        Observed.Idle.Through(BufferRows.Kept, 320, BufferRows.OfThread).Case(),
        Pasted.Texts(4, 311).Histograms(("java.nio.DirectByteBuffer$Deallocator", 308, 308), ("java.nio.DirectByteBuffer", 308, 0)).Case(),
        Pasted.Texts(4, 331).Histograms(("java.nio.DirectByteBuffer$Deallocator", 42, 42), ("java.nio.DirectByteBuffer", 42, 42), ("sun.nio.ch.Util$BufferCache", 42, 42)).Case(),
        Pasted.Texts(4, 3).Histograms(("java.nio.DirectByteBuffer$Deallocator", 308, 308), ("java.nio.DirectByteBuffer", 308, 307)).Case(),
        Pasted.Texts(4, 311).Histograms(("java.nio.DirectByteBuffer$Deallocator", 308, 308), ("java.nio.DirectByteBuffer", 308, 307)).Nmt("Other", 900, 400_000).Case(),
        Pasted.Texts(4, 311).Saying(Pasted.Histogram(true, 20_000, ("java.nio.DirectByteBuffer$Deallocator", 308), ("java.nio.DirectByteBuffer", 308))).Case(),
    ];
}

sealed class DirectBuffersDroppedCases : IRuleCases
{
    public string Rule => "FTH031";

    public IEnumerable<Case> Fires =>
    [
        Pasted.Texts(4, 311).Dump(DumpedHeaps.Buffers(DumpedHeaps.Garbage(307, 307), DumpedHeaps.Kept(3, 3, "com.example.Cache.buffers"))).Case(),
        Observed.Idle.Census(BufferRows.Dropped, 300).Case(),
        Observed.Idle.Census(BufferRows.Buffers, 300).Case(),
        Observed.Idle.Census(BufferRows.Segments, 200).Direct(200, 200).Case(),
        Pasted.Texts(4, 311).Histograms(("java.nio.DirectByteBuffer$Deallocator", 308, 308), ("java.nio.DirectByteBuffer", 308, 0)).Case(),
        Pasted.Texts(4, 311).Histograms(("java.nio.DirectByteBuffer$Deallocator", 308, 308), ("java.nio.DirectByteBuffer", 308, 0)).Nmt("Other", 308, 309).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Pasted.Texts(4, 311).Dump(DumpedHeaps.Buffers(DumpedHeaps.Kept(307, 307, "com.example.Cache.buffers"))).Case(),
        Observed.Idle.Case(),
        Observed.Idle.Census(BufferRows.Kept, 300).Case(),
        Observed.Idle.Census(BufferRows.Buffers with { Count = 10 }, 30).ThreadCount(40).Case(),
        Pasted.Texts(4, 311).Histograms(("java.nio.DirectByteBuffer$Deallocator", 308, 308), ("java.nio.DirectByteBuffer", 308, 307)).Case(),
        Pasted.Texts(4, 331).Histograms(("java.nio.DirectByteBuffer$Deallocator", 42, 42), ("java.nio.DirectByteBuffer", 42, 42), ("sun.nio.ch.Util$BufferCache", 42, 42)).Case(),
        Pasted.Texts(4, 331).Histograms(("java.nio.DirectByteBuffer", 45, 43), ("sun.nio.ch.Util$BufferCache", 42, 42)).Case(),
        Pasted.Texts(4, 3).Histograms(("java.nio.DirectByteBuffer$Deallocator", 308, 308), ("java.nio.DirectByteBuffer", 308, 0)).Nmt("Other", 308, 309).Case(),
    ];
}

sealed class ExplicitGcDisabledCases : IRuleCases
{
    public string Rule => "FTH032";

    static JvmState With(JvmState jvm, string value) => jvm with { Flags = [new VmFlag("DisableExplicitGC", value)] };

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Census(BufferRows.Dropped, 190).Direct(190, 190).Jvm(jvm => With(jvm, "true")).Case(),
        Pasted.Texts(4, 311).Histograms(("java.nio.DirectByteBuffer$Deallocator", 308, 308), ("java.nio.DirectByteBuffer", 308, 0)).Jvm(jvm => With(jvm, "true")).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Observed.Idle.Census(BufferRows.Dropped, 190).Jvm(jvm => With(jvm, "false")).Case(),
        Observed.Idle.Census(BufferRows.Kept, 190).Jvm(jvm => With(jvm, "true")).Case(),
        Pasted.Texts(4, 311).Histograms(("java.nio.DirectByteBuffer$Deallocator", 308, 308), ("java.nio.DirectByteBuffer", 308, 0)).Case(),
        Pasted.Texts(4, 311).Histograms(("java.nio.DirectByteBuffer$Deallocator", 308, 308), ("java.nio.DirectByteBuffer", 308, 307)).Jvm(jvm => With(jvm, "true")).Case(),
    ];
}

sealed class TemporaryBufferCases : IRuleCases
{
    public string Rule => "FTH033";

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Through(BufferRows.Kept with { Count = 40 }, 320, BufferRows.OfThread).Direct(40, 320).Case(),
        Pasted.Texts(4, 331).Histograms(("java.nio.DirectByteBuffer$Deallocator", 42, 42), ("java.nio.DirectByteBuffer", 42, 42), ("sun.nio.ch.Util$BufferCache", 42, 42)).Case(),
        Pasted.Texts(4, 331).Histograms(("java.nio.DirectByteBuffer", 45, 43), ("sun.nio.ch.Util$BufferCache", 42, 42)).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(), Observed.Idle.Through(BufferRows.Kept, 300, "com.example.Cache.buffers").Case(),
        Pasted.Texts(4, 311).Histograms(("java.nio.DirectByteBuffer$Deallocator", 308, 308), ("java.nio.DirectByteBuffer", 308, 307)).Case(),
        Pasted.Texts(4, 3).Histograms(("java.nio.DirectByteBuffer$Deallocator", 42, 42), ("java.nio.DirectByteBuffer", 42, 42), ("sun.nio.ch.Util$BufferCache", 42, 42)).Case(),
    ];
}

sealed class ForeignBufferCases : IRuleCases
{
    public string Rule => "FTH023";

    public IEnumerable<Case> Fires => [Observed.Idle.Census(BufferRows.Kept, 200).Direct(0, 0).Library().Case()];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Observed.Idle.Census(BufferRows.Kept, 200).Case(), // java.nio's own count is not known
        Observed.Idle.Census(BufferRows.Kept, 200).Direct(200, 200).Case(),
        Observed.Idle.Census(BufferRows.Chunks, 192).Direct(0, 0).Case(),
        Observed.Idle.Through(BufferRows.Kept, 320, BufferRows.OfThread).Direct(0, 0).Case(), // JDK 25 does not count them
    ];
}

sealed class NettyBuffersNotReleasedCases : IRuleCases
{
    public string Rule => "FTH036";

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Census(BufferRows.ByteBufs, 176).Census(BufferRows.Chunks with { Count = 1 }, 16).Case(),
        Pasted.Texts(5, 195).Histograms(("io.netty.buffer.PoolChunk", 12, 12), ("io.netty.buffer.PooledUnsafeDirectByteBuf", 3001, 0)).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Observed.Idle.Census(BufferRows.Chunks, 192).Case(),
        Observed.Idle.Census(BufferRows.Chunks, 192).Census(BufferRows.ByteBufs with { Count = 2 }, 32).Case(),
        Observed.Idle.Census(BufferRows.Kept, 192).Case(),
        Pasted.Texts(5, 195).Histograms(("io.netty.buffer.PoolChunk", 15, 3), ("io.netty.buffer.PooledUnsafeDirectByteBuf", 2991, 2991)).Case(),
        Pasted.Texts(5, 3).Histograms(("io.netty.buffer.PoolChunk", 12, 12), ("io.netty.buffer.PooledUnsafeDirectByteBuf", 3001, 0)).Case(),
    ];
}

sealed class NettyPoolCases : IRuleCases
{
    public string Rule => "FTH037";

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Census(BufferRows.Chunks, 192).Case(),
        Pasted.Texts(5, 195).Histograms(("io.netty.buffer.PoolChunk", 15, 3), ("io.netty.buffer.PooledUnsafeDirectByteBuf", 2991, 2991)).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(), Observed.Idle.Census(BufferRows.ByteBufs, 176).Case(), Observed.Idle.Census(BufferRows.Kept, 192).Case(),
        Pasted.Texts(5, 195).Histograms(("io.netty.buffer.PoolChunk", 12, 12), ("io.netty.buffer.PooledUnsafeDirectByteBuf", 3001, 0)).Case(),
    ];
}

sealed class SelectorCases : IRuleCases
{
    public string Rule => "FTH024";

    static readonly CensusRow Selectors = new()
    {
        Owner = "libjvm.so",
        Structure = "selector event array",
        Remedy = "close-selectors",
        Confidence = Fathom.Accounting.Confidence.Likely,
        Holder = "sun.nio.ch.EPollSelectorImpl",
        Referrer = "com.example.Clients.all",
        Reachable = Reachable.Java,
    };

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Census(Selectors with { Count = 400 }, 2).Files(new OpenFiles(816) { Looked = 816, EventPolls = 400, EventCounters = 400 }).Case(),
        Pasted.Texts(8).Histograms(("sun.nio.ch.EPollSelectorImpl", 1201, 1201)).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(), Observed.Idle.Census(Selectors with { Count = 64 }, 1).Case(), Observed.Idle.Census(Selectors with { Count = 400 }, 2).ThreadCount(500).Case(),
        Pasted.Texts(8).Histograms(("sun.nio.ch.EPollSelectorImpl", 1201, 2)).Case(),
        Pasted.Texts(8).Histograms(("sun.nio.ch.EPollSelectorImpl", 1201, 300)).Case(),
        Pasted.Texts(8).Histograms(("sun.nio.ch.EPollSelectorImpl", 64, 64)).Case(),
        Pasted.Texts(8).Histograms(("sun.nio.ch.EPollSelectorImpl", 400, 400)).ThreadCount(500).Case(),
        Pasted.Texts(8).Saying(Pasted.Histogram(false, 20_000, ("sun.nio.ch.EPollSelectorImpl", 1201))).Case(),
    ];
}
