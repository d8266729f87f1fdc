using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>
/// What threads have set aside for themselves and not yet used: [top, end) of each thread's buffer holds no objects
/// (gc/shared/threadLocalAllocBuffer.hpp). Read after the tops of the spaces: a buffer that came later lies above them.
/// </summary>
static class Tlabs
{
    const int LargestThread = 16 * 1024;

    public static List<AddressRange> Unused(Vm vm, VmFlags flags, HeaderLayout headers, long alignment)
    {
        List<AddressRange> unused = [];
        if (flags.Bool("UseTLAB") == false || vm.Tables.Field("Thread", "_tlab") is not { Offset: < LargestThread } place
            || Field(vm, "_start") is not { } start || Field(vm, "_top") is not { } top || Field(vm, "_end") is not { } end)
            return unused;
        // Not exported: where the buffer really ends while a sampler has moved _end. It stands between these two since 11.
        int last = Field(vm, "_desired_size") is { } size && size - end == 16 ? end + 8 : end;
        long reserve = Reserve(vm, headers, alignment);
        byte[] bytes = new byte[Math.Max(Math.Max(start, top), last) + 8];
        foreach (Address thread in JavaThreads.Addresses(vm))
        {
            if (vm.Memory.Read(thread + (long)place.Offset, bytes) != bytes.Length)
                continue;
            ulong from = Word(bytes, start), used = Word(bytes, top), to = Math.Max(Word(bytes, end), Word(bytes, last));
            if (VmMemory.AsPointer(from) is not null && from <= used && used <= to && to < 1UL << 56)
                unused.Add(new AddressRange(new Address(used), new Address(to) + reserve));
        }
        unused.Sort((a, b) => a.Start.CompareTo(b.Start));
        return unused;
    }

    /// <summary>Where each thread says which its buffer is: these are no references.</summary>
    public static List<AddressRange> Descriptions(Vm vm)
    {
        const int least = 64;
        if (vm.Tables.Field("Thread", "_tlab") is not { Offset: < LargestThread } place)
            return [];
        long size = vm.Tables.Size("ThreadLocalAllocBuffer") is { } said and < LargestThread ? (long)said : least;
        return [.. JavaThreads.Addresses(vm).Select(thread => new AddressRange(thread + (long)place.Offset, thread + ((long)place.Offset + size)))];
    }

    static int? Field(Vm vm, string name) =>
        vm.Tables.Field("ThreadLocalAllocBuffer", name) is { IsStatic: false, Offset: < 4096 } found ? (int)found.Offset : null;

    static ulong Word(ReadOnlySpan<byte> bytes, int at) => MemoryMarshal.Read<ulong>(bytes[at..]);

    /// <summary>ThreadLocalAllocBuffer::alignment_reserve: room for a dead array, or for what the compiler fetches ahead.</summary>
    static long Reserve(Vm vm, HeaderLayout headers, long alignment)
    {
        const int most = 1024;
        long array = (headers.ArrayLengthAt + 4 + 7) / 8;
        if (vm.Static("CollectedHeap", "_lab_alignment_reserve") is { } lab && vm.Memory.Word(lab) is { } words and <= most)
            array = (long)words;
        if (vm.Static("ThreadLocalAllocBuffer", "_reserve_for_allocation_prefetch") is { } ahead && vm.Memory.Int32(ahead) is { } prefetch and > 0 and <= most)
            array = Math.Max(array, prefetch);
        return ((array * 8) + alignment - 1) & -alignment;
    }
}
