using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// What a CodeHeap counts of itself (memory/heap.hpp). vmStructs shows its spaces and the logarithm of its segment size;
/// the counts stand around that one, and are believed where they agree with the spaces.
/// </summary>
readonly record struct CodeHeapWords(string? Name, Bytes Used, Bytes? MostUsed, CodeCounts? Counts)
{
    // In words from _log2_segment_size; 9 put _last_insert_point in, and the name behind.
    const int Before = 3, Behind = 11, Next = 1, FreeList = 2;
    const int OldFreeSegments = 3, FreeSegments = 4, MostUsedAt = 6, NameAt = 7;
    const long MostBlobs = 10_000_000;

    public static CodeHeapWords? Read(Vm vm, Address heap, AddressRange reserved, AddressRange committed)
    {
        if (vm.At(heap, "CodeHeap", "_log2_segment_size") is not { } middle)
            return null;
        ulong[] around = new ulong[Before + Behind];
        if (vm.Memory.Read(middle + (-8 * Before), MemoryMarshal.AsBytes(around.AsSpan())) != around.Length * 8)
            return null;
        ReadOnlySpan<ulong> words = around.AsSpan(Before);
        uint log = unchecked((uint)words[0]);
        if (log is < 3 or > 16 || around[2] != 1UL << (int)log
            || around[0] != (ulong)committed.Length.Value >> (int)log || around[1] != (ulong)reserved.Length.Value >> (int)log)
            return null;
        string? name = NameOf(vm, words[NameAt]);
        ulong free = words[name is null ? OldFreeSegments : FreeSegments];
        // A free list without blocks has no segments, and the other way round.
        if (words[Next] > around[0] || free > words[Next] || (words[FreeList] == 0) != (free == 0)
            || (words[FreeList] != 0 && !committed.Contains(new Address(words[FreeList]))))
            return null;
        return new(name, new((long)((words[Next] - free) << (int)log)), name is null ? null : Most(words[MostUsedAt], committed), Counted(name, words));
    }

    /// <summary>"CodeHeap 'profiled nmethods'", or "CodeCache" where there is one heap.</summary>
    static string? NameOf(Vm vm, ulong word)
    {
        return VmMemory.AsPointer(word) is { } at && vm.Memory.ReadName(at) is { } name ? NameIn(name) : null;
    }

    internal static string? NameIn(string name)
    {
        const string before = "CodeHeap '";
        return name.Length > before.Length && name.StartsWith(before, StringComparison.Ordinal) && name.EndsWith('\'') ? name[before.Length..^1]
            : name == "CodeCache" ? "code cache"
            : null;
    }

    static Bytes? Most(ulong bytes, AddressRange committed) =>
        bytes <= (ulong)committed.Length.Value ? new Bytes((long)bytes) : null;

    /// <summary>Kind, blobs; methods, adapters; times full: four bytes each.</summary>
    static CodeCounts? Counted(string? name, ReadOnlySpan<ulong> words)
    {
        if (name is null)
            return null;
        ReadOnlySpan<int> counts = MemoryMarshal.Cast<ulong, int>(words[(NameAt + 1)..]);
        (long blobs, long methods, long adapters, long full) = (counts[1], counts[2], counts[3], counts[4]);
        return blobs is >= 0 and < MostBlobs && methods is >= 0 && adapters >= 0 && full >= 0 && methods + adapters <= blobs
            ? new CodeCounts(blobs, methods, adapters, full)
            : null;
    }
}
