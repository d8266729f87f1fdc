using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Accounting;

/// <summary>Resident bytes of the JVM's malloc blocks by memory tag, from the headers that NMT puts before them.</summary>
/// <param name="IsWhole">False where blocks may have been missed: swapped pages, or a search that was cut short.</param>
public sealed record NmtMallocResidency(IReadOnlyDictionary<string, Bytes> Tags, bool IsWhole)
{
    const string ArenaChunk = "arena-chunk";

    /// <summary>Null where the blocks were not found, or do not agree with what the JVM counts.</summary>
    public static NmtMallocResidency? Of(NmtBlockTotals? blocks)
    {
        if (blocks is null)
            return null;
        Dictionary<string, Bytes> tags = new(StringComparer.Ordinal);
        foreach (NmtTagBlocks tag in blocks.Tags)
            tags[NmtTag.KeyOf(tag.Name)] = tags.GetValueOrDefault(NmtTag.KeyOf(tag.Name)) + tag.Resident;
        return new(tags, blocks.Proof == NmtProof.Clean);
    }

    public Bytes Sum => Tags.Values.Aggregate(Bytes.Zero, (sum, tag) => sum + tag);

    /// <summary>
    /// What is resident of a tag's blocks, and whether that is all. Arenas are made of blocks that have the tag Arena
    /// Chunk, whoever uses them; NMT's own headers have no tag.
    /// </summary>
    public (Bytes Size, bool IsAll) Part(NmtCategory category, NmtReport report)
    {
        Bytes found = Tags.GetValueOrDefault(category.Key);
        if (category.Key != ArenaChunk)
            return (found, IsWhole && category.Arena is not { Size.Size.Value: > 0 } && category.Overhead is not { Size.Value: > 0 });
        long used = 0;
        foreach (NmtCategory other in report.Categories)
            used = long.CreateSaturating((Int128)used + (other.Arena?.Size.Size.Value ?? 0));
        return (new Bytes(Math.Max(0, found.Value - used)), IsWhole && used == 0);
    }
}
