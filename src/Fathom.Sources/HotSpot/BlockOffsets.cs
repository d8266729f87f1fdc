using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Where blocks of the heap begin: for each 512 bytes a byte says how many words before them a block starts, or a power of
/// 16 of such pieces to go back by (gc/shared/blockOffsetTable.hpp).
/// </summary>
sealed class BlockOffsets(VmMemory memory, AddressRange reserved, Address table)
{
    public const int Card = 512;

    const int WordsOfCard = Card / 8;
    const int LogBase = 4;
    const int Powers = 14;

    /// <summary>A true table leads back in one step for each power of 16 of the way, and some.</summary>
    const int MostSteps = 256;

    public static BlockOffsets? Of(Vm vm, Address? offsets)
    {
        Address? array = vm.Pointer(offsets, "BlockOffsetArray", "_array");
        return vm.MemRegion(vm.At(array, "BlockOffsetSharedArray", "_reserved")) is { } reserved
            && vm.Pointer(array, "BlockOffsetSharedArray", "_offset_array") is { } table
            ? new BlockOffsets(vm.Memory, reserved, table) : null;
    }

    /// <summary>Where a block starts, at or before the first byte of the card that holds an address; null where the table does not say.</summary>
    public ulong? StartBefore(ulong at)
    {
        if (at < reserved.Start.Value || at >= reserved.End.Value)
            return null;
        long index = (long)((at - reserved.Start.Value) / Card);
        for (int i = 0; i < MostSteps && index >= 0; i++)
        {
            if (memory.Byte(table + index) is not { } entry)
                return null;
            if (entry < WordsOfCard)
                return index * WordsOfCard >= entry ? reserved.Start.Value + (8 * (ulong)((index * WordsOfCard) - entry)) : null;
            if (entry - WordsOfCard >= Powers)
                return null;
            index -= 1L << (LogBase * (entry - WordsOfCard));
        }
        return null;
    }
}
