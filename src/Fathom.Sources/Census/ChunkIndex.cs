using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Sources.Census;

/// <summary>
/// Every chunk of malloc by address, and which group it is in. Group 0 is of chunks that are not live, and of what lies
/// behind the last chunk of a stretch. In each MiB of heap a chunk takes 3 bytes where they are few; of small ones that
/// are dense, 8 KiB and a byte for each.
/// </summary>
sealed class ChunkIndex
{
    public const ushort NotLive = 0;

    /// <summary>Below this a group tells the size of its chunks.</summary>
    public const ulong BigSize = 64 * 1024;

    /// <summary>Blocks at most: 16 GiB of heaps, which small chunks make 240 MiB of.</summary>
    const int MostBlocks = 1 << 14;

    /// <summary>… of which so many with blocks outside of a sample: they are kept to tell what is a chunk, and for nothing else.</summary>
    const int MostOthers = 1 << 12;

    const ulong PageSize = 4096;

    readonly Dictionary<ulong, int> _numbers = [];
    readonly List<LargeChunk> _large = [];
    readonly List<ChunkBlock> _all = [];
    readonly List<ChunkBlock> _sinceBegin = [];
    ChunkBlock[] _blocks = [];
    ulong[] _largeStarts = [];
    ulong[] _keys = new ulong[1];
    int[] _slots = [];
    int _shift = 63;
    ChunkBlock? _at;

    /// <summary>From the first to the end of the last chunk: what is outside is no chunk's address.</summary>
    public ulong Low { get; private set; } = ulong.MaxValue;

    public ulong High { get; private set; }

    /// <summary>Chunks that were left out: there is no room, or they come where others were.</summary>
    public long Dropped { get; private set; }

    public IReadOnlyList<ChunkBlock> Blocks => _all;

    /// <summary>Chunks that are mappings of their own, in address order.</summary>
    public IReadOnlyList<LargeChunk> Large => _large;

    /// <summary>Within a block in address order only.</summary>
    public void Add(ulong chunk, ulong size, ushort group)
    {
        unchecked
        {
            ChunkBlock? block = BlockFor(chunk, group == GroupTable.NotLooked ? MostOthers : MostBlocks);
            if (block is null || !block.Add(chunk, group))
            {
                Dropped++;
                return;
            }
            if (size >= BigSize)
                block.AddBig(chunk, size);
            for (ulong reached = block.Start + ChunkBlock.Size; reached < chunk + size; reached += ChunkBlock.Size)
            {
                if (BlockFor(reached, MostBlocks) is not { } next)
                    break;
                if (next.Count == 0)
                    next.Leading = chunk;
            }
        }
    }

    /// <summary>Pages of chunks that were added, with words that may be addresses of chunks: only those are looked through.</summary>
    public void Mark(ulong from, ulong to)
    {
        for (ulong at = from; at < to; at = (at & ~(PageSize - 1)) + PageSize)
            BlockFor(at, MostBlocks)?.Mark(at);
    }

    /// <summary>What is added from now on may have to be taken back.</summary>
    public void Begin()
    {
        _sinceBegin.Clear();
        _at = null;
    }

    /// <summary>Takes back what was added since <see cref="Begin"/>: it is walked again.</summary>
    public void TakeBack()
    {
        foreach (ChunkBlock block in _sinceBegin)
            block.Clear();
        Begin();
    }

    /// <param name="lead">What of its mapping lies before it.</param>
    public void AddLarge(ulong chunk, ulong size, ushort group, ulong lead = 0) => _large.Add(new LargeChunk(chunk, size, group, lead));

    /// <summary>After the last chunk: from now on chunks are found.</summary>
    public void Seal()
    {
        _large.Sort((a, b) => a.Address.CompareTo(b.Address));
        _largeStarts = new ulong[_large.Count];
        for (int i = 0; i < _large.Count; i++)
            _largeStarts[i] = _large[i].Address;
        _blocks = [.. _all];
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, _blocks.Length * 4));
        (_keys, _slots, _shift) = (new ulong[size], new int[size], 64 - BitOperations.Log2((uint)size));
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i].Seal();
            Note(_blocks[i].Start, _blocks[i].Start + ChunkBlock.Size);
            int slot = Slot(_blocks[i].Start >> ChunkBlock.Shift);
            while (_keys[slot] != 0)
                slot = (slot + 1) & (size - 1);
            (_keys[slot], _slots[slot]) = (_blocks[i].Start >> ChunkBlock.Shift, i);
        }
        foreach (LargeChunk each in _large)
            Note(each.Address, each.Address + each.Size);
        if (High == 0)
            Low = 0;
    }

    /// <summary>The chunk for which malloc returned an address.</summary>
    public ChunkRef Find(ulong user)
    {
        unchecked
        {
            ulong chunk = user - 16;
            if (chunk - Low >= High - Low)
                return ChunkRef.None;
            int number = BlockAt(chunk);
            if (number >= 0 && _blocks[number].Find(chunk) is >= 0 and var index)
                return new ChunkRef(number, index, chunk);
            return _large.Count > 0 && FindLarge(chunk) is >= 0 and var large && _largeStarts[large] == chunk
                ? new ChunkRef(-1, large, chunk) : ChunkRef.None;
        }
    }

    /// <summary>The chunk whose memory an address points into, its beginning included.</summary>
    public ChunkRef FindInside(ulong address)
    {
        unchecked
        {
            ulong at = address - 16;
            if (at - Low >= High - Low)
                return ChunkRef.None;
            if (FindLarge(at) is >= 0 and var large && address - _largeStarts[large] < _large[large].Size)
                return new ChunkRef(-1, large, _largeStarts[large]);
            int number = BlockAt(at);
            if (number < 0)
                return ChunkRef.None;
            if (_blocks[number].FindBefore(at, out ulong chunk) is >= 0 and var index)
                return new ChunkRef(number, index, chunk);
            ulong leading = _blocks[number].Leading;
            return leading == 0 ? ChunkRef.None : Find(leading + 16);
        }
    }

    public ushort GroupOf(in ChunkRef chunk) =>
        chunk.Block < 0 ? _large[chunk.Index].Group : _blocks[chunk.Block].Groups[chunk.Index];

    public void SetGroup(in ChunkRef chunk, ushort group)
    {
        if (chunk.Block < 0)
            _large[chunk.Index] = _large[chunk.Index] with { Group = group };
        else
            _blocks[chunk.Block].Groups[chunk.Index] = group;
    }

    /// <summary>Gives each chunk the group that its own has become.</summary>
    public void Renumber(ReadOnlySpan<ushort> groups)
    {
        foreach (ChunkBlock block in _all)
            block.Groups.Renumber(groups);
        for (int i = 0; i < _large.Count; i++)
            _large[i] = _large[i] with { Group = groups[_large[i].Group] };
    }

    void Note(ulong start, ulong end)
    {
        Low = Math.Min(Low, start);
        High = Math.Max(High, end);
    }

    ChunkBlock? BlockFor(ulong chunk, int most)
    {
        if (_at is { } last && chunk >> ChunkBlock.Shift == last.Start >> ChunkBlock.Shift)
            return last;
        ulong key = chunk >> ChunkBlock.Shift;
        if (!_numbers.TryGetValue(key, out int number))
        {
            if (_all.Count >= most || key == 0)
                return null;
            _numbers[key] = number = _all.Count;
            // Neighbours have about as many chunks.
            _all.Add(new ChunkBlock(key << ChunkBlock.Shift, _at is { } before ? before.Count + (before.Count / 8) : 0));
        }
        _sinceBegin.Add(_all[number]);
        return _at = _all[number];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int Slot(ulong key) => (int)(unchecked(key * 0x9E3779B97F4A7C15) >> _shift);

    int BlockAt(ulong address)
    {
        unchecked
        {
            ulong key = address >> ChunkBlock.Shift;
            for (int slot = Slot(key); _keys[slot] != 0; slot = (slot + 1) & (_keys.Length - 1))
            {
                if (_keys[slot] == key)
                    return _slots[slot];
            }
            return -1;
        }
    }

    int FindLarge(ulong chunk)
    {
        int at = Array.BinarySearch(_largeStarts, chunk);
        return at >= 0 ? at : ~at - 1;
    }
}

/// <summary>A chunk in the index; below zero the block is the list of large ones.</summary>
readonly record struct ChunkRef(int Block, int Index, ulong Chunk)
{
    public static ChunkRef None { get; } = new(0, -1, 0);

    public bool Found => Index >= 0;

    public ulong User => Chunk + 16;
}

/// <summary>A chunk that malloc took from the kernel by itself.</summary>
/// <param name="Lead">What of its mapping lies before it: memalign left it out.</param>
readonly record struct LargeChunk(ulong Address, ulong Size, ushort Group, ulong Lead);
