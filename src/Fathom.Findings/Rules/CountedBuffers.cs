using Fathom.Accounting.Profiles;
using Fathom.Accounting.Saved;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>
/// Direct buffers by class histograms. The object that frees the memory (java.nio.DirectByteBuffer$Deallocator) outlives its buffer
/// until the reference handler has run it: behind a full collection those without a buffer are of buffers that were
/// dropped. Views of a buffer are DirectByteBuffers too, but have no such object.
/// </summary>
sealed record CountedBuffers(long Count, long Buffers, long Caches, ObjectCounts Counts)
{
    const double Nearly = 0.8;
    const double OfCaches = 0.9;

    // Without a size only a large number beside much memory without owner is worth a word.
    const long Many = 40;

    public static CountedBuffers? Of(Case seen)
    {
        if (!Undivided.IsAll(seen) || ObjectCounts.Of(seen.Snapshot.Saved) is not { } counts)
            return null;
        long count = counts.Of("java.nio.DirectByteBuffer$Deallocator"), caches = counts.Of("sun.nio.ch.Util$BufferCache");
        return count == 0 && caches == 0 ? null : new CountedBuffers(count, counts.Of("java.nio.DirectByteBuffer", "java.nio.DirectByteBufferR"), caches, counts);
    }

    public long Dropped => Math.Max(0, Count - Buffers);

    /// <summary>Of dead and live ones together the same would be seen where the reference handler is behind: dropped as well.</summary>
    public bool AreDropped => Count > 0 && Dropped >= Count * Nearly;

    public bool AreKept => Count > 0 && Counts.IsOfLive && Dropped <= Count * (1 - Nearly) && !AreOfThreads;

    /// <summary>As many as there are threads that NIO keeps buffers for: nearly all are theirs. From JDK 25 on those have no such object.</summary>
    public bool AreOfThreads => Caches > 0 && Counts.IsOfLive && Caches >= Count * OfCaches && Dropped <= Count * (1 - Nearly);

    /// <summary>
    /// By java.nio's own count; else by NMT, where its category has hardly any other block. Null where neither tells, as
    /// for Netty, which has memory without such objects, too.
    /// </summary>
    public Bytes? Size(Case seen)
    {
        if (seen.Jvm?.DirectBuffers is { } counted)
            return counted.Capacity;
        return !Counts.Any("netty.buffer.") && UnsafeBlocks.Of(seen) is { Count: { } blocks, Size: var size } && blocks <= Count / Nearly + 1 ? size : null;
    }

    /// <summary>There is memory that may be theirs, and no figure that says how large they are.</summary>
    public bool MayMatter(Case seen) => Size(seen) is null && Math.Max(Count, Caches) >= Many && Undivided.IsMuch(seen) && UnsafeBlocks.Of(seen) is null && !Counts.Any("netty.buffer.");

    public IEnumerable<string> Said(Case seen)
    {
        yield return $"a class histogram has {Jvm.Number(Count)} java.nio.DirectByteBuffer$Deallocator, {Jvm.Number(Buffers)} java.nio.DirectByteBuffer and {Jvm.Number(Caches)} caches of NIO's threads";
        foreach (string counted in DirectMemory.Counted(seen))
            yield return counted;
        if (seen.Jvm?.DirectBuffers is null && UnsafeBlocks.Of(seen) is { } blocks && Size(seen) is not null)
            yield return blocks.Said;
    }

    public const string HowLarge = "how large they are: the MXBean java.nio:type=BufferPool,name=direct by JMX, or jvm_buffer_pool_used_bytes of an exporter";
}

/// <summary>What Unsafe.allocateMemory took, direct buffers among it.</summary>
/// <param name="By">Who counts it.</param>
sealed record UnsafeBlocks(Bytes Size, long? Count, string By)
{
    /// <summary>By native memory tracking: "Other" since JDK 11; 8 has it under Internal with much else. Else by a profile whose stacks name the function.</summary>
    public static UnsafeBlocks? Of(Case seen)
    {
        if (seen.Jvm?.Nmt?.Report?.Category("other")?.Malloc is { } tracked)
            return new UnsafeBlocks(tracked.Size.Size, tracked.Count, "native memory tracking");
        return Profiled.Of(seen, use => use.Kind == NativeUse.Unsafe) is { } found ? new UnsafeBlocks(found.InUse, found.Blocks, "a profile") : null;
    }

    public string Said => $"{By} has {SizeText.Of(Size)} in {Jvm.Number(Count ?? 0)} blocks of Unsafe and of direct buffers";
}
