using Fathom.Evidence;
using Fathom.Sources.Glibc;

namespace Fathom.Sources.Peeking;

/// <summary>The live chunks of one size, as many as can be kept.</summary>
sealed class ChunksOfSize(ulong size) : IChunkVisitor
{
    // 8 bytes each: 2 MiB.
    public const int Most = 256 * 1024;

    readonly Dictionary<Address, OfArena> _arenas = [];
    OfArena _arena = new();
    int _room;
    long _cached;

    /// <summary>All that were met, also those not kept.</summary>
    public long Count => _arenas.Values.Sum(arena => arena.Met.Count) - _cached;

    sealed class OfArena
    {
        public ChunkMarks Met { get; } = new();

        public List<ulong> Kept { get; } = [];
    }

    public void Begin(Address arena)
    {
        _arenas[arena] = _arena = new OfArena();
        _room = Most - _arenas.Values.Sum(each => each.Kept.Count);
    }

    public void Visit(ReadOnlySpan<Chunk> chunks, ulong start, ReadOnlySpan<byte> bytes)
    {
        foreach (Chunk chunk in chunks)
        {
            if (chunk.Size != size || chunk.State != ChunkState.InUse)
                continue;
            _arena.Met.Set(chunk.Address);
            if (_arena.Kept.Count < _room)
                _arena.Kept.Add(chunk.Address);
        }
    }

    public void Cached(ReadOnlySpan<ulong> chunks)
    {
        foreach (ulong chunk in chunks)
            _cached += _arenas.Values.Any(arena => arena.Met.Has(chunk)) ? 1 : 0;
        ulong[] cached = chunks.ToArray();
        foreach (OfArena arena in _arenas.Values)
            arena.Kept.RemoveAll(chunk => Array.BinarySearch(cached, chunk) >= 0);
    }

    /// <summary>Their user memory: the first word of the chunk behind one belongs to it while it lives.</summary>
    public IReadOnlyList<AddressRange> Ranges() =>
        [.. _arenas.Values.SelectMany(arena => arena.Kept).Select(chunk => new AddressRange(new Address(chunk + 16), new Address(chunk + size + 8)))];
}
