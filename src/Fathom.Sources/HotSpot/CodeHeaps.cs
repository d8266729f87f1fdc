using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>The code cache: heaps of compiled code and their segment maps (code/codeCache.cpp, memory/heap.hpp).</summary>
static class CodeHeaps
{
    const int MostHeaps = 16;

    /// <summary>Where a heap's own name cannot be read, the flag that sets its size names it.</summary>
    static readonly (string Flag, string Name)[] Names =
    [
        ("NonProfiledCodeHeapSize", "non-profiled nmethods"), ("ProfiledCodeHeapSize", "profiled nmethods"),
        ("NonNMethodCodeHeapSize", "non-nmethods"), ("ReservedCodeCacheSize", "code cache"),
    ];

    public static IEnumerable<JvmRange> Read(Vm vm, VmFlags flags)
    {
        int number = 0;
        foreach (Address heap in Heaps(vm))
        {
            number++;
            if (Space(vm, heap, "_memory") is not { } memory)
                continue;
            yield return new(memory, JvmPart.Code, Name(vm, flags, heap, memory, number));
            if (Space(vm, heap, "_segmap") is { } map)
                yield return new(map, JvmPart.Code, "segment maps");
        }
    }

    /// <summary>The same heaps in figures.</summary>
    public static (IReadOnlyList<SpaceUse> Heaps, CodeCounts? Counts) Figures(Vm vm, VmFlags flags)
    {
        List<SpaceUse> heaps = [];
        CodeCounts? sum = new(0, 0, 0, 0);
        int number = 0;
        foreach (Address heap in Heaps(vm))
        {
            number++;
            if (Space(vm, heap, "_memory") is not { } memory)
                continue;
            CodeHeapWords? words = Words(vm, heap, memory);
            heaps.Add(new(Name(vm, flags, heap, memory, number), JvmPart.Code, memory.Length, Committed(vm, heap)?.Length, words?.Used)
            {
                MostUsed = words?.MostUsed,
            });
            sum = sum is { } so && words?.Counts is { } counts
                ? new(so.Blobs + counts.Blobs, so.Methods + counts.Methods, so.Adapters + counts.Adapters, so.TimesFull + counts.TimesFull)
                : null;
        }
        return (heaps, heaps.Count > 0 ? sum : null);
    }

    static string Name(Vm vm, VmFlags flags, Address heap, AddressRange memory, int number) =>
        Words(vm, heap, memory)?.Name ?? Named(flags, memory.Length) ?? $"code heap {number}";

    static CodeHeapWords? Words(Vm vm, Address heap, AddressRange memory) =>
        Committed(vm, heap) is { } committed ? CodeHeapWords.Read(vm, heap, memory, committed) : null;

    static AddressRange? Committed(Vm vm, Address heap)
    {
        Address? space = vm.At(heap, "CodeHeap", "_memory");
        return Vm.Range(vm.Pointer(space, "VirtualSpace", "_low"), vm.Pointer(space, "VirtualSpace", "_high"));
    }

    internal static IEnumerable<Address> Heaps(Vm vm)
    {
        // JDK 8 has one heap; later a GrowableArray of them.
        if (vm.PointerStatic("CodeCache", "_heap") is { } only)
            return [only];
        Address? array = vm.PointerStatic("CodeCache", "_heaps");
        int count = vm.Int32(array, "GrowableArrayBase", "_len") ?? vm.Int32(array, "GenericGrowableArray", "_len") ?? 0;
        Address? data = vm.Pointer(array, "GrowableArray<int>", "_data");
        return data is { } first && count is > 0 and <= MostHeaps
            ? Enumerable.Range(0, count).Select(i => vm.Memory.Pointer(first + (8L * i))).OfType<Address>()
            : [];
    }

    static AddressRange? Space(Vm vm, Address heap, string field)
    {
        Address? space = vm.At(heap, "CodeHeap", field);
        return Vm.Range(vm.Pointer(space, "VirtualSpace", "_low_boundary"), vm.Pointer(space, "VirtualSpace", "_high_boundary"));
    }

    static string? Named(VmFlags flags, Bytes size)
    {
        foreach ((string flag, string name) in Names)
        {
            // The heap is rounded up to the page size in use.
            if (flags.Size(flag) is { Value: > 0 } asked && size >= asked && (size - asked).Value < 64 * 1024)
                return name;
        }
        return null;
    }
}
