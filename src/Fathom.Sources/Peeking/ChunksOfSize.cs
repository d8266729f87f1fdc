using Fathom.Evidence;
using Fathom.Sources.Glibc;

namespace Fathom.Sources.Peeking;

/// <summary>The live chunks of one size, as many as can be kept.</summary>
sealed class ChunksOfSize(ulong size) : IChunkVisitor
{
    // 8 bytes each: 2 MiB.
    const int Most = 256 * 1024;

    readonly List<ulong> _chunks = [];
    readonly List<ulong> _ofArena = [];
    Address _arena;

    /// <summary>All that were met, also those not kept.</summary>
    public long Count { get; private set; }

    long _countOfArena;

    public void Begin(Address arena)
    {
        if (arena != _arena)
            Close();
        _arena = arena;
        _ofArena.Clear();
        _countOfArena = 0;
    }

    public void Visit(ReadOnlySpan<Chunk> chunks, ulong start, ReadOnlySpan<byte> bytes)
    {
        foreach (Chunk chunk in chunks)
        {
            if (chunk.Size != size || chunk.State != ChunkState.InUse)
                continue;
            _countOfArena++;
            if (_chunks.Count + _ofArena.Count < Most)
                _ofArena.Add(chunk.Address);
        }
    }

    /// <summary>Their user memory: the first word of the chunk behind one belongs to it while it lives.</summary>
    public IReadOnlyList<AddressRange> Ranges()
    {
        Close();
        return [.. _chunks.Select(chunk => new AddressRange(new Address(chunk + 16), new Address(chunk + size + 8)))];
    }

    void Close()
    {
        _chunks.AddRange(_ofArena);
        Count += _countOfArena;
        _ofArena.Clear();
        _countOfArena = 0;
    }
}
