using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>ZGC's own counts (gc/z/zPageAllocator.hpp): capacity is what it has from the kernel.</summary>
static class ZFigures
{
    const int MostNodes = 1024;
    const long Stride = 4096;

    public static (Bytes? Committed, Bytes? Used) Read(Vm vm, VmFlags flags, Address? heap)
    {
        // 21 has both kinds: XGC is ZGC without generations.
        bool old = vm.Tables.Size("XHeap") is not null && flags.Bool("ZGenerational") != true;
        string prefix = old ? "X" : "Z";
        Address? pages = vm.At(vm.At(heap, prefix + "CollectedHeap", "_heap"), prefix + "Heap", "_page_allocator");
        string type = prefix + "PageAllocator";
        if (vm.Tables.Field(type, "_partitions") is not null)
            return Partitions(vm, vm.At(pages, type, "_partitions"));
        // The physical memory manager counted it in 11.
        ulong? capacity = vm.Word(pages, type, "_capacity")
            ?? vm.Word(vm.At(pages, type, "_physical"), "ZPhysicalMemoryManager", "_capacity");
        return (HeapFigures.Amount(capacity), HeapFigures.Amount(vm.Word(pages, type, "_used")));
    }

    /// <summary>One for each node of NUMA since 25 (gc/z/zValue.hpp: per-NUMA values lie side by side).</summary>
    static (Bytes?, Bytes?) Partitions(Vm vm, Address? perNode)
    {
        if (vm.Pointer(perNode, "ZPerNUMAZPartition", "_addr") is not { } first || vm.Tables.Size("ZPartition") is not (> 0 and <= (ulong)Stride)
            || vm.Static("ZNUMA", "_count") is not { } countAt || vm.Memory.Int32(countAt) is not (> 0 and <= MostNodes and var count))
            return (null, null);
        (Bytes? capacity, Bytes? used) = (Bytes.Zero, Bytes.Zero);
        for (int i = 0; i < count; i++)
        {
            // Values of one node stand 4 KiB apart from those of the next (ZPerNUMAStorage), of one kind behind each other.
            Address partition = first + (i * Stride);
            capacity += HeapFigures.Amount(vm.Word(partition, "ZPartition", "_capacity"));
            used += HeapFigures.Amount(vm.Word(partition, "ZPartition", "_used"));
        }
        return (capacity, used);
    }
}
