using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Glibc;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Census;

/// <summary>Sorts live chunks into groups while a walk has them in its window, and notes where all chunks begin.</summary>
sealed class CensusVisitor(ChunkIndex index, ChunkSorting sorting, ChunkSample sample, HeapPages pages, IMemory memory) : IChunkVisitor
{
    const ulong PageMask = 4095;

    readonly byte[] _head = new byte[ChunkSorting.HeadBytes];
    readonly List<(ulong Chunk, long Bytes)> _absent = [];
    readonly List<ulong> _cached = [];
    int _absentBefore;
    Address _arena;
    ulong _end, _marked;

    /// <summary>Of live chunks: bytes that are not in memory.</summary>
    public IReadOnlyList<(ulong Chunk, long Bytes)> Absent => _absent;

    public IReadOnlyList<ulong> CachedChunks => _cached;

    public Bytes Read { get; private set; }

    public void Begin(Address arena)
    {
        Close();
        _marked = 0;
        if (arena == _arena)
        {
            index.TakeBack();
            _absent.RemoveRange(_absentBefore, _absent.Count - _absentBefore);
        }
        else
        {
            index.Begin();
        }
        _absentBefore = _absent.Count;
        _arena = arena;
    }

    public void Visit(ReadOnlySpan<Chunk> chunks, ulong start, ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            if (chunks.Length == 0)
                return;
            if (chunks[0].Address != _end)
                Close();
            for (int i = 0; i < chunks.Length; i++)
            {
                ref readonly Chunk chunk = ref chunks[i];
                ushort group = ChunkIndex.NotLive;
                bool isLooked = chunk.State == ChunkState.InUse && sample.Has(chunk.Address);
                if (chunk.State == ChunkState.InUse)
                    group = isLooked ? Sort(chunk, bytes, chunk.Address - start + 16) : GroupTable.NotLooked;
                index.Add(chunk.Address, chunk.Size, group);
                if (isLooked)
                    Mark(chunk, bytes, start);
            }
            _end = chunks[^1].End;
            Read += new Bytes(bytes.Length);
            if (chunks[^1].State == ChunkState.InUse && _end > start + (ulong)bytes.Length)
                NoteAbsent(chunks[^1].Address, chunks[^1].Address, _end);
        }
    }

    /// <summary>Chunks that turned out to be kept by threads for themselves.</summary>
    public void Cached(ReadOnlySpan<ulong> chunks) => _cached.AddRange(chunks);

    /// <summary>The end of a stretch: what lies behind it is no part of its last chunk.</summary>
    public void Close()
    {
        if (_end != 0)
            index.Add(_end, 0, ChunkIndex.NotLive);
        _end = 0;
    }

    /// <param name="from">Where its memory begins, before it where memalign left a part out.</param>
    public void NoteAbsent(ulong chunk, ulong from, ulong end)
    {
        long absent = (long)(end - from) - pages.Resident(from, end);
        if (absent > 0)
            _absent.Add((chunk, absent));
    }

    /// <summary>Notes in which pages words stand that may be addresses: only those are read again.</summary>
    void Mark(in Chunk chunk, ReadOnlySpan<byte> bytes, ulong start)
    {
        unchecked
        {
            ulong windowEnd = start + ((ulong)bytes.Length & ~7UL), end = Math.Min(chunk.End + 8, windowEnd);
            for (ulong at = chunk.Address + 16; at < end;)
            {
                if ((at & ~PageMask) != _marked)
                {
                    ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes[(int)(at - start)..(int)(end - start)]);
                    int next = WordSieve.Next(words, 0, sorting.Heaps.Words);
                    if (next == words.Length)
                        break;
                    at += 8 * (ulong)next;
                    _marked = at & ~PageMask;
                    index.Mark(at, at + 8);
                }
                at = (at | PageMask) + 1;
            }
            // What is not in the window may hold anything.
            if (chunk.End > windowEnd)
                index.Mark(Math.Max(windowEnd, chunk.Address), chunk.End);
        }
    }

    ushort Sort(in Chunk chunk, ReadOnlySpan<byte> bytes, ulong user)
    {
        unchecked
        {
            // The last word of a chunk is the first of the next one's header, and belongs to it.
            ulong wanted = Math.Min(chunk.Size - 8, ChunkSorting.HeadBytes);
            if (user + wanted <= (ulong)bytes.Length)
                return sorting.GroupOf(chunk.Size, bytes.Slice((int)user, (int)Math.Min(chunk.Size - 8, (ulong)bytes.Length - user)));
            int got = memory.Read(new Address(chunk.Address + 16), _head.AsSpan(0, (int)wanted));
            return got < 16 ? GroupTable.NotLooked : sorting.GroupOf(chunk.Size, _head.AsSpan(0, got & ~7));
        }
    }
}
