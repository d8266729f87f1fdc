using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fathom.Evidence;
using Fathom.Sources.Glibc;

namespace Fathom.Sources.Census;

/// <summary>
/// Marks chunks that words point to or into, and what these lead to. Chunks to look through wait by the MiB that they
/// begin in, so that each MiB is read once for all that wait there, and a list that runs through the heap costs its own
/// pages only.
/// </summary>
sealed class ReachSpread
{
    const int BlockBytes = (int)ChunkBlock.Size + Small;
    const int PageSize = Bytes.PageSize;

    /// <summary>Chunks up to here are looked through in the buffer of their MiB, also where they go on behind it.</summary>
    const int Small = 64 * 1024;

    /// <summary>So many waiting chunks make it worth while to read their MiB as a whole.</summary>
    const int Many = 64;

    readonly ChunkIndex _index;
    readonly ReachMemory _memory;
    readonly ReachMemory.TakeWords _take, _takeCode;
    readonly List<ushort>?[] _waiting;
    readonly bool[] _isQueued;
    readonly Queue<int> _queue = [];
    readonly Queue<(ulong Chunk, AddressRange Range)> _long = [];
    readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockBytes);
    readonly bool[] _loaded = new bool[BlockBytes / PageSize];
    readonly ulong _low, _span;
    byte _label, _over;
    bool _follows;
    ulong _self;

    public ReachSpread(ChunkIndex index, ReachMemory memory)
    {
        (_index, _memory, _take, _takeCode) = (index, memory, Test, TestCode);
        (_low, _span) = (index.Low + 16, index.High - index.Low);
        _waiting = new List<ushort>?[index.Blocks.Count];
        _isQueued = new bool[index.Blocks.Count];
        Marks = new ReachMarks(index);
    }

    public ReachMarks Marks { get; }

    /// <param name="label">What is marked with it from now on.</param>
    /// <param name="over">What is marked: chunks with this mark, no others.</param>
    /// <param name="follows">Whether what is marked is looked through in turn.</param>
    public void Use(byte label, byte over = ReachLabels.NotReached, bool follows = true) =>
        (_label, _over, _follows) = (label, over, follows);

    public void Range(AddressRange range) => _memory.Words(range, _take);

    /// <summary>The same of a range in which addresses stand at any place.</summary>
    public void Code(AddressRange range) => _memory.Words(range, _takeCode);

    public void Words(ReadOnlySpan<ulong> words) => Test(0, words);

    /// <summary>Marks one chunk.</summary>
    public void Mark(in ChunkRef chunk)
    {
        ref byte mark = ref Marks[chunk];
        if (mark != _over || chunk.Chunk == _self || _index.GroupOf(chunk) == ChunkIndex.NotLive)
            return;
        mark = _label;
        if (_follows)
            Wait(chunk);
    }

    /// <summary>Puts a chunk among those that are to be looked through.</summary>
    public void Wait(in ChunkRef chunk)
    {
        if (chunk.Block < 0)
        {
            LargeChunk large = _index.Large[chunk.Index];
            Wait(large.Address, large.Address + large.Size);
            return;
        }
        List<ushort> waiting = _waiting[chunk.Block] ??= [];
        waiting.Add((ushort)((chunk.Chunk - _index.Blocks[chunk.Block].Start) >> 4));
        if (_isQueued[chunk.Block])
            return;
        _isQueued[chunk.Block] = true;
        _queue.Enqueue(chunk.Block);
    }

    /// <summary>Looks through all that was marked, and what is marked by that; false when the time was over before.</summary>
    public bool Drain()
    {
        while (!_memory.CheckTime())
        {
            if (_long.TryDequeue(out (ulong Chunk, AddressRange Range) next))
            {
                _self = next.Chunk;
                Range(next.Range);
                _self = 0;
            }
            else if (_queue.TryDequeue(out int block))
                Visit(block);
            else
                return true;
        }
        return false;
    }

    void Visit(int number)
    {
        ChunkBlock block = _index.Blocks[number];
        List<ushort> waiting = _waiting[number]!;
        Array.Clear(_loaded);
        if (waiting.Count >= Many)
            Load(block.Start, 0, (int)ChunkBlock.Size);
        while (waiting.Count > 0)
        {
            ushort place = waiting[^1];
            waiting.RemoveAt(waiting.Count - 1);
            Look(block, place << 4);
        }
        _waiting[number] = null;
        _isQueued[number] = false;
    }

    void Look(ChunkBlock block, int at)
    {
        Load(block.Start, at, 16);
        ulong chunk = block.Start + (ulong)at;
        ulong size = MemoryMarshal.Read<ulong>(_bytes.AsSpan(at + 8)) & ~Chunk.Flags;
        // The header may have changed since the walk: no chunk goes on where the next one begins.
        if (block.Next(chunk + 16) is { } next && (size > next - chunk || size < 32))
            size = next - chunk;
        if (size > Small)
        {
            if (size < 1UL << 40)
                Wait(chunk, chunk + size + 8);
            return;
        }
        // The first word of the next chunk belongs to this one while it lives.
        int length = Math.Min((int)size - 8, BlockBytes - at - 16);
        if (length <= 0)
            return;
        Load(block.Start, at + 16, length);
        _self = chunk;
        Test(chunk + 16, MemoryMarshal.Cast<byte, ulong>(_bytes.AsSpan(at + 16, length)));
        _self = 0;
    }

    void Wait(ulong chunk, ulong end) => _long.Enqueue((chunk, new AddressRange(new Address(chunk + 16), new Address(end))));

    void Load(ulong start, int at, int length)
    {
        int page = at / PageSize, last = (at + length - 1) / PageSize;
        for (; page <= last; page++)
        {
            if (_loaded[page])
                continue;
            int first = page;
            for (; page <= last && !_loaded[page] && page - first < ReachMemory.Window / PageSize; page++)
                _loaded[page] = true;
            _memory.Fill(start + (ulong)(first * PageSize), _bytes.AsSpan(first * PageSize, (page - first) * PageSize));
            page--;
        }
    }

    void Test(ulong at, ReadOnlySpan<ulong> words)
    {
        ref ulong first = ref MemoryMarshal.GetReference(words);
        Vector256<ulong> low = Vector256.Create(_low), span = Vector256.Create(_span);
        int i = 0;
        for (; i + 4 <= words.Length; i += 4)
        {
            Vector256<ulong> inside = Vector256.LessThan(Vector256.LoadUnsafe(ref first, (nuint)i) - low, span);
            if (inside == Vector256<ulong>.Zero)
                continue;
            for (int j = i; j < i + 4; j++)
                Test(words[j]);
        }
        for (; i < words.Length; i++)
            Test(words[i]);
    }

    void TestCode(ulong at, ReadOnlySpan<ulong> words)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(words);
        for (int first = 0; first < 8 && first < bytes.Length; first++)
            Test(at, MemoryMarshal.Cast<byte, ulong>(bytes[first..]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Test(ulong word)
    {
        if (unchecked(word - _low) < _span && _index.FindInside(word) is { Found: true } chunk)
            Mark(chunk);
    }
}
