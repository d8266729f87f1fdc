using Fathom.Evidence.Census;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>
/// Blocks with addresses in mapped files, the JVM's library not among these: HotSpot has no handles in them. A z_stream has
/// where it read last, which is the end of a byte[], and there the next object begins.
/// </summary>
sealed class OthersBlocks
{
    readonly HashSet<int> _groups = [];

    public OthersBlocks(ChunkCensus? census, string library)
    {
        foreach (ChunkGroup group in census?.Groups ?? [])
        {
            if (group.Words.Count > 0 && group.Words.All(word => word.Library != library))
                _groups.Add(group.Number);
        }
    }

    public bool Has(ushort group) => _groups.Contains(group);
}
