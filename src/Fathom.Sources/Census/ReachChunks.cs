namespace Fathom.Sources.Census;

/// <summary>Goes through the chunks of an index by their marks.</summary>
static class ReachChunks
{
    public delegate void Take(in ChunkRef chunk);

    /// <summary>Live ones with a mark, in the order of the index.</summary>
    public static void Each(ChunkIndex index, ReachMarks marks, byte label, Take take)
    {
        for (int i = 0; i < index.Blocks.Count; i++)
        {
            ChunkBlock block = index.Blocks[i];
            Span<byte> of = marks.OfBlock(i);
            if (!of.Contains(label))
                continue;
            ulong? at = block.Next(block.Start);
            for (int k = 0; k < of.Length && at is { } chunk; k++, at = block.Next(chunk + 16))
            {
                if (of[k] == label && block.Groups[k] != ChunkIndex.NotLive)
                    take(new ChunkRef(i, k, chunk));
            }
        }
        for (int i = 0; i < index.Large.Count; i++)
        {
            if (marks.OfLarge[i] == label)
                take(new ChunkRef(-1, i, index.Large[i].Address));
        }
    }
}
