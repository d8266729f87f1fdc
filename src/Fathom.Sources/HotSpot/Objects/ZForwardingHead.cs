using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Where the list of a page's moved objects lies, and what page it is of.</summary>
/// <param name="Start">The page's own place.</param>
/// <param name="Shift">Objects begin at multiples of 2^this.</param>
/// <param name="Length">Entries, used or not.</param>
readonly record struct ZForwardingHead(Address Entries, ulong Start, int Shift, int Length);

/// <summary>How a table of moved objects stands in memory.</summary>
abstract class ZForwardingLayout(Vm vm)
{
    /// <summary>Null where it cannot be told.</summary>
    public static ZForwardingLayout? Of(Vm vm, string z) =>
        vm.Tables.Size(z + "Forwarding") is { } size and < 4096 ? new AttachedForwardings(vm, z, ((int)size + 7) & ~7)
        : ZPageLayout.Of(vm, z) is { IsOf11: true } pages ? new PageForwardings(vm, pages)
        : null;

    protected Vm Vm => vm;

    /// <summary>What an entry of the table of granules leads to; null where no objects of this granule were moved.</summary>
    public abstract Address? At(ulong word);

    /// <summary>Null where it cannot be told.</summary>
    public abstract ZForwardingHead? Head(Address at);

    /// <summary>How many use the page that is moved from; zero once it is freed, below zero where it is moved within itself.</summary>
    public abstract int Users(Address at);

    /// <summary>Gives entries the form that they have since 13 (gc/z/zForwardingEntry.hpp), where zero is one that is not used.</summary>
    /// <param name="all">Whether all were read: those that were not are zero.</param>
    /// <returns>False where it would need them all.</returns>
    public virtual bool Normalise(Span<ulong> entries, bool all) => true;
}

/// <summary>Since 13 a table of their own leads to them, and entries stand behind the head (gc/z/zAttachedArray.hpp).</summary>
sealed class AttachedForwardings(Vm vm, string z, int entriesAt) : ZForwardingLayout(vm)
{
    readonly string _type = z + "Forwarding";

    public override Address? At(ulong word) => VmMemory.AsPointer(word);

    public override ZForwardingHead? Head(Address at) =>
        Vm.At(at, _type, "_virtual") is { } place && Vm.Memory.Word(place) is { } start
        && Vm.Word(at, _type, "_object_alignment_shift") is { } shift and < 32
        && Vm.At(at, _type, "_entries") is { } array && Vm.Memory.Word(array) is { } length and < int.MaxValue
            ? new(at + entriesAt, start, (int)shift, (int)length) : null;

    public override int Users(Address at) => Vm.Int32(at, _type, "_ref_count") ?? 0;
}

/// <summary>
/// Up to 12 the page has them (gc/z/zForwardingTable.hpp), also after it was given to others, and the table of pages says
/// by a bit whether they count (gc/z/zPageTableEntry.hpp).
/// </summary>
sealed class PageForwardings(Vm vm, ZPageLayout pages) : ZForwardingLayout(vm)
{
    const int NumberAt = 42; // gc/z/zForwardingTableEntry.hpp
    const ulong Empty = ulong.MaxValue;

    public override Address? At(ulong word) => (word & ZPageTable.BeingMoved) != 0 ? ZPageTable.Page(word) : null;

    public override ZForwardingHead? Head(Address at)
    {
        byte[] page = new byte[pages.Size];
        Address? table = Vm.At(at, "ZPage", "_forwarding");
        return Vm.Memory.Read(at, page) == page.Length && Shift(page[pages.Type]) is { } shift
            && Vm.Pointer(table, "ZForwardingTable", "_table") is { } entries
            && Vm.Word(table, "ZForwardingTable", "_size") is { } length and < int.MaxValue
            ? new(entries, MemoryMarshal.Read<ulong>(page.AsSpan(pages.Place)), shift, (int)length) : null;
    }

    /// <summary>
    /// One that is freed says so itself; one that was given out anew since this collection began bears its number, which is one ahead of
    /// those that are counted (gc/z/zGlobals.cpp: ZGlobalSeqNum).
    /// </summary>
    public override int Users(Address at)
    {
        byte[] page = new byte[pages.Size];
        return Vm.Memory.Read(at, page) == page.Length && !pages.IsFree(page)
            && Vm.Int32(HeapReader.Object(Vm), "CollectedHeap", "_total_collections") is { } collections
            && MemoryMarshal.Read<int>(page.AsSpan(pages.Born)) <= collections ? 1 : 0;
    }

    /// <summary>Large pages are never moved from.</summary>
    int? Shift(byte type) => type switch
    {
        0 => Small(),
        1 => (int?)Vm.Tables.Constant("ZObjectAlignmentMediumShift"),
        _ => null,
    };

    int? Small() => ZOffsets.Global(Vm, "Z", "ObjectAlignmentSmallShift") is { } at && Vm.Memory.Int32(at) is >= 3 and < 32 and var shift ? shift : null;

    public override bool Normalise(Span<ulong> entries, bool all)
    {
        // Zero is the first object of a page, moved to the beginning of the heap.
        foreach (ref ulong entry in entries)
            entry = entry == Empty || !all ? 0 : ZForwardingPage.Entry(entry >> NumberAt, entry & ((1UL << NumberAt) - 1));
        return all;
    }
}
