using Fathom.Evidence;
using Fathom.Evidence.Census;

namespace Fathom.Sources.Census;

/// <summary>The chunks of an index, once groups have the numbers that the census shows.</summary>
sealed class IndexedChunks(ChunkIndex index, GroupTable groups) : CensusChunks
{
    public override void Each(Action<Address, Bytes, int> see)
    {
        Dictionary<ulong, ulong> big = [];
        foreach (ChunkBlock block in index.Blocks)
        {
            big.Clear();
            foreach ((ulong chunk, ulong size) in block.Big)
                big[chunk] = size;
            int at = 0;
            foreach (ulong chunk in block)
            {
                ushort group = block.Groups[at++];
                if (group != ChunkIndex.NotLive)
                    see(new Address(chunk + 16), new Bytes(big.TryGetValue(chunk, out ulong size) ? (long)size : SizeOf(group)), group);
            }
        }
        foreach (LargeChunk each in index.Large)
        {
            if (each.Group != ChunkIndex.NotLive)
                see(new Address(each.Address + 16), new Bytes((long)each.Size), each.Group);
        }
    }

    /// <summary>Zero for what was not looked at.</summary>
    long SizeOf(ushort group) => group > GroupTable.Rest ? groups[group].Slot * 16L : 0;
}
