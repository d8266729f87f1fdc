using Fathom.Evidence;
using Fathom.Sources.Glibc;

namespace Fathom.Sources.Census;

/// <summary>Enters the chunks of a walk into an index: those of an arena that is walked again once, and what ends with its end.</summary>
sealed class ChunkStretches(ChunkIndex index)
{
    readonly List<ulong> _cached = [];
    Address _arena;
    ulong _end;

    /// <summary>True where the arena is walked again, so that what was told of it does not count.</summary>
    public bool Begin(Address arena)
    {
        End();
        bool isAgain = arena == _arena;
        if (isAgain)
            index.TakeBack();
        else
            index.Begin();
        _arena = arena;
        return isAgain;
    }

    public void Add(in Chunk chunk, ushort group)
    {
        if (chunk.Address != _end)
            End();
        index.Add(chunk.Address, chunk.Size, group);
        _end = chunk.End;
    }

    /// <summary>What lies behind the last chunk of a stretch, the top mostly, is no part of it.</summary>
    public void End()
    {
        // Where a heap is full its end is another one's beginning, which must not be taken back with this one.
        if (_end % ChunkBlock.Size != 0)
            index.Add(_end, 0, ChunkIndex.NotLive);
        _end = 0;
    }

    /// <summary>Chunks that turned out to be kept by threads for themselves.</summary>
    public void Cached(ReadOnlySpan<ulong> chunks) => _cached.AddRange(chunks);

    /// <summary>After the index is sealed.</summary>
    public void TakeCached()
    {
        foreach (ulong chunk in _cached)
        {
            if (index.Find(chunk + 16) is { Found: true } found)
                index.SetGroup(found, ChunkIndex.NotLive);
        }
    }
}
