using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Glibc;

namespace Fathom.Sources.Census;

/// <summary>An index of what is live now, without groups.</summary>
sealed class LiveChunks : IChunkVisitor
{
    public const ushort Live = 1;

    readonly ChunkIndex _index = new();
    readonly List<ulong> _cached = [];
    Address _arena;
    ulong _end;

    /// <summary>Null where malloc cannot be walked.</summary>
    public static (ChunkIndex Index, MallocState State)? Find(ReachTarget target, Snapshot snapshot)
    {
        LiveChunks seen = new();
        if (!MallocWalk.Walk(snapshot, target.Present, target.All, target.Pages, seen).Try(out MallocState? state, out _))
            return null;
        WalkMemory memory = new(target.Present, target.All, target.Pages);
        seen.EndStretch();
        seen.AddLarge(snapshot.Malloc.Mmapped, memory);
        seen._index.Seal();
        seen.TakeCached();
        return (seen._index, state);
    }

    public void Begin(Address arena)
    {
        EndStretch();
        if (arena == _arena)
            _index.TakeBack();
        _index.Begin();
        _arena = arena;
    }

    public void Visit(ReadOnlySpan<Chunk> chunks, ulong start, ReadOnlySpan<byte> bytes)
    {
        if (chunks.Length == 0)
            return;
        if (chunks[0].Address != _end)
            EndStretch();
        foreach (Chunk chunk in chunks)
        {
            bool isLive = chunk.State == ChunkState.InUse;
            _index.Add(chunk.Address, chunk.Size, isLive ? Live : ChunkIndex.NotLive);
        }
        _end = chunks[^1].End;
    }

    public void Cached(ReadOnlySpan<ulong> chunks) => _cached.AddRange(chunks);

    /// <summary>What lies behind the last chunk of a stretch, the top mostly, is not that chunk's.</summary>
    void EndStretch()
    {
        // Where a heap is full its end is another one's beginning.
        if (_end % ChunkBlock.Size != 0)
            _index.Add(_end, 0, ChunkIndex.NotLive);
        _end = 0;
    }

    void AddLarge(IReadOnlyList<MmappedChunks> places, WalkMemory memory)
    {
        foreach (MmappedChunks each in places)
        {
            ulong at = each.Range.Start.Value, end = each.Range.End.Value;
            for (int i = 0; i < each.Count && at < end; i++)
            {
                ulong size = ((memory.Word(at + 8) ?? 0) & ~Chunk.Flags) + 4095 & ~4095UL;
                size = i == each.Count - 1 || size == 0 || size > end - at ? end - at : size;
                AlignedChunk aligned = AlignedChunk.Find(memory, new Address(at), size, end - at) ?? new AlignedChunk(0, size);
                size = i == each.Count - 1 ? size : aligned.Lead + aligned.Size;
                _index.AddLarge(at + aligned.Lead, size - aligned.Lead, Live, aligned.Lead);
                at += size;
            }
        }
    }

    void TakeCached()
    {
        foreach (ulong chunk in _cached)
        {
            if (_index.Find(chunk + 16) is { Found: true } found)
                _index.SetGroup(found, ChunkIndex.NotLive);
        }
    }
}
