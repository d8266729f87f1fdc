using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Sources.Census;

/// <summary>
/// Every chunk of malloc by address: a bit for 16 bytes of heap says where one begins, and two bytes a chunk which
/// group it is in. Group 0 is of chunks that are not live. 10 MiB for a GiB of heap, and two bytes for each chunk.
/// </summary>
sealed class ChunkIndex
{
    public const ushort NotLive = 0;

    /// <summary>Blocks at most: 16 GiB of heaps, whose bits alone take 160 MiB.</summary>
    const int MostBlocks = 1 << 14;

    readonly Dictionary<ulong, int> _numbers = [];
    readonly List<ChunkBlock> _blocks = [];
    readonly List<LargeChunk> _large = [];
    ulong[] _largeStarts = [];
    ulong[] _keys = [];
    int[] _slots = [];
    int _shift;

    /// <summary>From the first to the end of the last chunk: what is outside is no chunk's address.</summary>
    public ulong Low { get; private set; } = ulong.MaxValue;

    public ulong High { get; private set; }

    /// <summary>Chunks that were left out, since there is no room.</summary>
    public long Dropped { get; private set; }

    public IReadOnlyList<ChunkBlock> Blocks => _blocks;

    /// <summary>Chunks that are mappings of their own, in address order.</summary>
    public IReadOnlyList<LargeChunk> Large => _large;

    /// <summary>Within a block in address order only.</summary>
    public void Add(ulong chunk, ushort group)
    {
        ulong key = chunk >> ChunkBlock.Shift;
        if (!_numbers.TryGetValue(key, out int number))
        {
            if (_blocks.Count == MostBlocks)
            {
                Dropped++;
                return;
            }
            _numbers[key] = number = _blocks.Count;
            _blocks.Add(new ChunkBlock(key << ChunkBlock.Shift));
        }
        _blocks[number].Add(chunk, group);
    }

    /// <summary>Forgets what was added of a range, for it is walked again.</summary>
    public void Forget(ulong block)
    {
        if (_numbers.TryGetValue(block >> ChunkBlock.Shift, out int number))
            _blocks[number].Clear();
    }

    public void AddLarge(ulong chunk, ulong size, ushort group) => _large.Add(new LargeChunk(chunk, size, group));

    /// <summary>After the last chunk: from now on chunks are found.</summary>
    public void Seal()
    {
        _large.Sort((a, b) => a.Address.CompareTo(b.Address));
        _largeStarts = [.. System.Linq.Enumerable.Select(_large, each => each.Address)];
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, _blocks.Count * 4));
        (_keys, _slots, _shift) = (new ulong[size], new int[size], 64 - BitOperations.Log2((uint)size));
        for (int i = 0; i < _blocks.Count; i++)
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
    }

    void Note(ulong start, ulong end)
    {
        Low = Math.Min(Low, start);
        High = Math.Max(High, end);
    }

    /// <summary>The chunk for which malloc returned an address.</summary>
    public ChunkRef Find(ulong user)
    {
        ulong chunk = unchecked(user - 16);
        if (chunk - Low >= High - Low)
            return ChunkRef.None;
        int number = BlockAt(chunk);
        if (number >= 0 && _blocks[number].Find(chunk) is >= 0 and var index)
            return new ChunkRef(number, index, chunk);
        return FindLarge(chunk) is >= 0 and var large && _large[large].Address == chunk ? new ChunkRef(-1, large, chunk) : ChunkRef.None;
    }

    /// <summary>The chunk whose memory an address points into, its beginning included; its size is not checked where it is the last of a heap.</summary>
    public ChunkRef FindInside(ulong address)
    {
        if (unchecked(address - 16 - Low) >= High - Low)
            return ChunkRef.None;
        if (FindLarge(address - 16) is >= 0 and var large && address - _large[large].Address < _large[large].Size)
            return new ChunkRef(-1, large, _large[large].Address);
        ulong at = address - 16;
        // A chunk may begin some blocks before: it has a block's worth of no bits behind it.
        for (int back = 0; back < 64; back++)
        {
            int number = BlockAt(at);
            if (number < 0)
                return ChunkRef.None;
            if (_blocks[number].FindBefore(at, out ulong chunk) is >= 0 and var index)
                return new ChunkRef(number, index, chunk);
            at = _blocks[number].Start - 1;
        }
        return ChunkRef.None;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int Slot(ulong key) => (int)(unchecked(key * 0x9E3779B97F4A7C15) >> _shift);

    int BlockAt(ulong address)
    {
        ulong key = address >> ChunkBlock.Shift;
        for (int slot = Slot(key); _keys[slot] != 0; slot = (slot + 1) & (_keys.Length - 1))
        {
            if (_keys[slot] == key)
                return _slots[slot];
        }
        return -1;
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
readonly record struct LargeChunk(ulong Address, ulong Size, ushort Group);
