using Fathom.Sources.Census;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>
/// Blocks of JNI's local handles are kept when they are given back, and nothing in them is cleared (runtime/jniHandles.cpp):
/// a block knows how many of its words are handles, the others are old.
/// </summary>
sealed class LocalHandles
{
    const int MostHandles = 32; // JNIHandleBlock::block_size_in_oops
    const int LargestBlock = 1024;

    /// <summary>What a native method may ask for at once, and more (JNIHandleBlock::_planned_capacity).</summary>
    const ulong MostPlanned = 1 << 16;

    // What stands in front of a block with native memory tracking (nmt/mallocHeader.hpp).
    static readonly ulong[] Leads = [0, 16];

    readonly IMemory _memory;
    readonly ChunkIndex _index;
    readonly ulong _handlesAt, _topAt, _nextAt, _size;

    LocalHandles(IMemory memory, ChunkIndex index, ulong handlesAt, ulong topAt, ulong nextAt, ulong size) =>
        (_memory, _index, _handlesAt, _topAt, _nextAt, _size) = (memory, index, handlesAt, topAt, nextAt, size);

    /// <summary>Where such blocks are not told, none is one.</summary>
    public static LocalHandles Of(Vm vm, IMemory memory, ChunkIndex index)
    {
        ulong? Offset(string field) => vm.Tables.Field("JNIHandleBlock", field) is { IsStatic: false, Offset: < LargestBlock } found ? found.Offset : null;
        return vm.Tables.Size("JNIHandleBlock") is { } size and > MostHandles * 8 and <= LargestBlock
            && Offset("_handles") is { } handles && Offset("_top") is { } top && Offset("_next") is { } next
            ? new(memory, index, handles, top, next, size)
            : new(memory, index, 0, 0, 0, 0);
    }

    /// <summary>Whether a word stands in such a block, behind its handles.</summary>
    public bool IsOld(ulong at, in ChunkRef chunk)
    {
        foreach (ulong lead in _size == 0 ? [] : Leads)
        {
            ulong block = chunk.User + lead, place = unchecked(at - block - _handlesAt);
            if (place < MostHandles * 8 && place % 8 == 0 && Top(chunk, lead) is { } top
                && IsLinked(chunk, lead) && ForeignWord.At(_memory, block, _size - 8) is <= MostPlanned)
                return place / 8 >= top;
        }
        return false;
    }

    /// <summary>How many handles a block has; null for what is none.</summary>
    uint? Top(in ChunkRef chunk, ulong lead)
    {
        const ulong head = 8, footer = 2, step = 16;
        ulong least = head + lead + _size + (lead > 0 ? footer : 0);
        // The upper half is padding, or another number.
        return (ForeignWord.At(_memory, chunk.Chunk, 8) & ~7UL) == ((least + step - 1) & ~(step - 1))
            && ForeignWord.At(_memory, chunk.User + lead, _topAt) is { } word && unchecked((uint)word) is <= MostHandles and var top ? top : null;
    }

    bool IsLinked(in ChunkRef chunk, ulong lead) => ForeignWord.At(_memory, chunk.User + lead, _nextAt) is { } next
        && (next == 0 || (_index.FindInside(next) is { Found: true } other && next - other.User == lead && Top(other, lead) is not null));
}
