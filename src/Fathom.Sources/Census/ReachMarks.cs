namespace Fathom.Sources.Census;

/// <summary>A byte for each chunk of an index.</summary>
sealed class ReachMarks
{
    readonly byte[][] _blocks;
    readonly byte[] _large;

    public ReachMarks(ChunkIndex index)
    {
        _blocks = new byte[index.Blocks.Count][];
        for (int i = 0; i < _blocks.Length; i++)
            _blocks[i] = new byte[index.Blocks[i].Count];
        _large = new byte[index.Large.Count];
    }

    public ref byte this[in ChunkRef chunk] => ref (chunk.Block < 0 ? _large : _blocks[chunk.Block])[chunk.Index];

    public Span<byte> OfBlock(int block) => _blocks[block];

    public Span<byte> OfLarge => _large;
}
