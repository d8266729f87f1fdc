using Fathom.Sources.Census;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>
/// Blocks of JNI's local handles are kept when they are given back, and nothing in them is cleared (runtime/jniHandles.cpp):
/// a block knows how many of its words are handles, the others are old.
/// </summary>
/// <param name="layout">Null where the JVM does not tell: then no block is one.</param>
sealed class LocalHandles(IMemory memory, ChunkIndex index, LocalHandles.Layout? layout)
{
    const int MostHandles = 32; // JNIHandleBlock::block_size_in_oops
    const int LargestBlock = 1024;

    /// <summary>What a native method may ask for at once, and more (JNIHandleBlock::_planned_capacity).</summary>
    const ulong MostPlanned = 1 << 16;

    // What stands in front of a block with native memory tracking (nmt/mallocHeader.hpp).
    static readonly ulong[] Leads = [0, 16];

    /// <summary>Where a block has its handles, their count and the next block, and how long it is.</summary>
    public readonly record struct Layout(ulong Handles, ulong Top, ulong Next, ulong Size)
    {
        public static Layout? Of(Vm vm)
        {
            ulong? Offset(string field) => vm.Tables.Field("JNIHandleBlock", field) is { IsStatic: false, Offset: < LargestBlock } found ? found.Offset : null;
            return vm.Tables.Size("JNIHandleBlock") is { } size and > MostHandles * 8 and <= LargestBlock
                && Offset("_handles") is { } handles && Offset("_top") is { } top && Offset("_next") is { } next
                ? new(handles, top, next, size) : null;
        }
    }

    /// <summary>Whether a word stands in such a block, behind its handles.</summary>
    public bool IsOld(ulong at, in ChunkRef chunk)
    {
        if (layout is not { } block)
            return false;
        foreach (ulong lead in Leads)
        {
            ulong start = chunk.User + lead, place = unchecked(at - start - block.Handles);
            if (place < MostHandles * 8 && place % 8 == 0 && Count(block, chunk, lead) is { } count
                && IsLinked(block, chunk, lead) && ForeignWord.At(memory, start, block.Size - 8) is <= MostPlanned)
                return place / 8 >= count;
        }
        return false;
    }

    /// <summary>How many handles a block has; null for what is none.</summary>
    uint? Count(in Layout block, in ChunkRef chunk, ulong lead)
    {
        const ulong head = 8, footer = 2, step = 16;
        ulong least = head + lead + block.Size + (lead > 0 ? footer : 0);
        // The upper half is padding, or another number.
        return (ForeignWord.At(memory, chunk.Chunk, 8) & ~7UL) == ((least + step - 1) & ~(step - 1))
            && ForeignWord.At(memory, chunk.User + lead, block.Top) is { } word && unchecked((uint)word) is <= MostHandles and var count ? count : null;
    }

    bool IsLinked(in Layout block, in ChunkRef chunk, ulong lead) => ForeignWord.At(memory, chunk.User + lead, block.Next) is { } next
        && (next == 0 || (index.FindInside(next) is { Found: true } other && next - other.User == lead && Count(block, other, lead) is not null));
}
