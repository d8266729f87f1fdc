using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Evidence.Peeking;
using Fathom.Sources.Glibc;

namespace Fathom.Sources.Peeking;

/// <summary>Which chunks of malloc hold some addresses. One walk over all of malloc, however many they are.</summary>
sealed class BlockSearch(Snapshot snapshot, PeekMemory memory)
{
    readonly ChunkLists _lists = new(memory);
    IReadOnlyList<Arena> _arenas = [];

    public IReadOnlyDictionary<ulong, PeekedBlock> Find(IReadOnlyCollection<ulong> addresses)
    {
        Dictionary<ulong, PeekedBlock> blocks = [];
        List<ulong> inHeaps = [];
        foreach (ulong address in addresses)
        {
            if (Mmapped(address) is { } mapped)
                blocks[address] = mapped;
            else
                inHeaps.Add(address);
        }
        ChunkFinder finder = new(inHeaps);
        if (inHeaps.Count == 0
            || !MallocWalk.Walk(snapshot, memory.Present, memory.All, memory.Pages, finder).Try(out MallocState? state, out _))
            return blocks;
        _arenas = state.Arenas;
        foreach (ulong address in inHeaps)
        {
            if (finder.Of(address) is { } found)
                blocks[address] = Block(found);
            else if (Top(address) is { } top)
                blocks[address] = top;
        }
        return blocks;
    }

    PeekedBlock Block(ChunkFinder.Found found)
    {
        int arena = NumberOf(found.Arena);
        PeekedChunk? after = found.After is { } next ? Chunk(next, found.Arena) : Top(found.Chunk.End)?.Chunk;
        return new PeekedBlock(Chunk(found.Chunk, found.Arena))
        {
            Arena = arena < 0 ? null : arena,
            Before = found.Before is { } before ? Chunk(before, found.Arena) : null,
            After = after,
        };
    }

    PeekedChunk Chunk(Chunk chunk, Address arena)
    {
        PeekedState state = chunk.State switch
        {
            ChunkState.Free => PeekedState.Free,
            ChunkState.Fastbin => PeekedState.Fastbin,
            ChunkState.Tcache => PeekedState.Tcache,
            ChunkState.Fencepost => PeekedState.Fencepost,
            _ => PeekedState.InUse,
        };
        int index = (int)Math.Min(chunk.Size / 16, int.MaxValue) - 2;
        int? list = state == PeekedState.Free ? _lists.BinOf(chunk.Address, arena.Value) : null;
        return new PeekedChunk(new Address(chunk.Address), new Bytes((long)chunk.Size), state)
        {
            Word = memory.Word(chunk.Address + 8),
            Bin = state switch
            {
                PeekedState.Free => list ?? Bins.IndexOf(chunk.Size),
                PeekedState.Fastbin => index,
                PeekedState.Tcache => index < TcacheLayout.SmallBins ? index : null,
                _ => null,
            },
            IsBinBySize = state == PeekedState.Free && list is null,
        };
    }

    /// <summary>What is left at the end of an arena is no chunk that a walk tells; its header says that it goes to the end.</summary>
    PeekedBlock? Top(ulong address)
    {
        foreach (Arena arena in _arenas)
        {
            foreach (ArenaHeap heap in arena.Heaps)
            {
                if (heap.Range.Contains(new Address(address)) && memory.Word(address + 8) is { } word
                    && address % 16 == 0 && (word & ~Glibc.Chunk.Flags) is var size && size >= 32
                    && size <= (ulong)(heap.Range.End - new Address(address)) && address + size + 4096 > heap.Range.End.Value)
                    return new PeekedBlock(new PeekedChunk(new Address(address), new Bytes((long)size), PeekedState.Top) { Word = word })
                    {
                        Arena = arena.Number,
                    };
            }
        }
        return null;
    }

    /// <summary>Neighbouring chunks that have mappings of their own: their headers lead from one to the next.</summary>
    PeekedBlock? Mmapped(ulong address)
    {
        foreach (MmappedChunks each in snapshot.Malloc.Mmapped)
        {
            if (!each.Range.Contains(new Address(address)))
                continue;
            ulong at = each.Range.Start.Value;
            for (int i = 0; i < each.Count && at < each.Range.End.Value; i++)
            {
                if (memory.Word(at + 8) is not { } word || (word & ~Glibc.Chunk.Flags) is not (>= 4096 and < 1UL << 47 and var size))
                    return null;
                if (address < at + size)
                    return new PeekedBlock(new PeekedChunk(new Address(at), new Bytes((long)size), PeekedState.Mmapped) { Word = word });
                at += size;
            }
        }
        return null;
    }

    int NumberOf(Address arena)
    {
        foreach (Arena each in _arenas)
        {
            if (each.Address == arena)
                return each.Number;
        }
        return -1;
    }
}
