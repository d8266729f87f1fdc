using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Glibc;

namespace Fathom.Sources.Census;

/// <summary>An index of what is live now, without groups.</summary>
sealed class LiveChunks : IChunkVisitor
{
    public const ushort Live = 1;

    readonly ChunkIndex _index = new();
    readonly ChunkStretches _stretches;

    LiveChunks() => _stretches = new ChunkStretches(_index);

    /// <summary>Null where malloc cannot be walked.</summary>
    public static (ChunkIndex Index, MallocState State)? Find(ReachTarget target, Snapshot snapshot)
    {
        LiveChunks seen = new();
        if (!MallocWalk.Walk(snapshot, target.Present, target.All, target.Pages, seen).Try(out MallocState? state, out _))
            return null;
        WalkMemory memory = new(target.Present, target.All, target.Pages);
        seen._stretches.End();
        seen.AddLarge(snapshot.Malloc.Mmapped, memory);
        seen._index.Seal();
        seen._stretches.TakeCached();
        return (seen._index, state);
    }

    public void Begin(Address arena) => _stretches.Begin(arena);

    public void Visit(ReadOnlySpan<Chunk> chunks, ulong start, ReadOnlySpan<byte> bytes)
    {
        foreach (ref readonly Chunk chunk in chunks)
            _stretches.Add(chunk, chunk.State == ChunkState.InUse ? Live : ChunkIndex.NotLive);
    }

    public void Cached(ReadOnlySpan<ulong> chunks) => _stretches.Cached(chunks);

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
}
