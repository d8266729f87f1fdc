using Fathom.Accounting.Saved;

namespace Fathom.Findings.Rules;

/// <summary>Netty's pool by class histograms of all and of live objects, where much memory has no other owner. Of shaded copies the names differ.</summary>
sealed record NettyCounts(long Chunks, long Kept, long Dropped)
{
    static readonly string[] Pooled = ["io.netty.buffer.PooledUnsafeDirectByteBuf", "io.netty.buffer.PooledDirectByteBuf"];

    public static NettyCounts? Of(Case seen)
    {
        if (!Undivided.IsMuch(seen) || ObjectCounts.Of(seen.Snapshot.Saved) is not { IsOfLive: true } counts || counts.Of("io.netty.buffer.PoolChunk") is not (> 0 and var chunks))
            return null;
        long kept = counts.Of(Pooled);
        return new NettyCounts(chunks, kept, Math.Max(0, (counts.OfAll(Pooled) ?? kept) - kept));
    }

    public string Said => $"class histograms have {Jvm.Number(Chunks)} chunks of Netty's pool (4 or 16 MiB each) and {Jvm.Number(Kept)} pooled buffers, {Jvm.Number(Dropped)} more before a collection";
}
