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
    readonly ChunkStretches _stretches = new(index);
    int _absentBefore;
    ulong _marked;

    /// <summary>Of live chunks: bytes that are not in memory.</summary>
    public IReadOnlyList<(ulong Chunk, long Bytes)> Absent => _absent;

    public Bytes Read { get; private set; }

    public void Begin(Address arena)
    {
        _marked = 0;
        if (_stretches.Begin(arena))
            _absent.RemoveRange(_absentBefore, _absent.Count - _absentBefore);
        _absentBefore = _absent.Count;
    }

    public void Visit(ReadOnlySpan<Chunk> chunks, ulong start, ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            if (chunks.Length == 0)
                return;
            for (int i = 0; i < chunks.Length; i++)
            {
                ref readonly Chunk chunk = ref chunks[i];
                ushort group = ChunkIndex.NotLive;
                bool isLooked = chunk.State == ChunkState.InUse && sample.Has(chunk.Address);
                if (chunk.State == ChunkState.InUse)
                    group = isLooked ? Sort(chunk, bytes, chunk.Address - start + 16) : GroupTable.NotLooked;
                _stretches.Add(chunk, group);
                if (isLooked)
                    Mark(chunk, bytes, start);
            }
            Read += new Bytes(bytes.Length);
            if (chunks[^1].State == ChunkState.InUse && chunks[^1].End > start + (ulong)bytes.Length)
                NoteAbsent(chunks[^1].Address, chunks[^1].Address, chunks[^1].End);
        }
    }

    public void Cached(ReadOnlySpan<ulong> chunks) => _stretches.Cached(chunks);

    public void Close() => _stretches.End();

    public void TakeCached() => _stretches.TakeCached();

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
