using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Bitmaps and offset tables over the heap or one generation. Each is believed by two marks: an object of the collector
/// holds both its ends (or start and length beside the heap's own start and length), and it is as long as its kind of
/// table must be for a heap of this size.
/// </summary>
sealed class HeapTables(Vm vm, string? collector, AddressRange reserved, IReadOnlyList<Mapping> mappings)
{
    const int LeastHeapObject = 1024;
    const int LargestHeapObject = 16 * 1024;
    const int PartSize = 1024;
    const int OldSize = 320;
    const int SmallPart = 32;
    const int MostParts = 2000;
    const int MostTables = 200;
    const int MostStatics = 8 * 1024 * 1024;

    // gc/shared/cardTable.hpp, blockOffsetTable.hpp, objectStartArray.hpp: a byte for 512 bytes of heap.
    const long CardSize = 512;

    /// <summary>With the collector's name before it, or as it is.</summary>
    static readonly string[] HeapTypes = ["CollectedHeap", "Heap", "ParallelScavengeHeap", "GenCollectedHeap"];

    readonly List<JvmRange> _found = [];

    public IReadOnlyList<JvmRange> Find(Address heap, IReadOnlyList<AddressRange> statics)
    {
        TableShape[] shapes = [.. Shapes(heap)];
        ulong size = HeapTypes.Max(type => vm.Tables.Size(collector + type) ?? vm.Tables.Size(type) ?? 0);
        ulong[] root = Words(heap, (int)Math.Clamp(size, LeastHeapObject, LargestHeapObject));
        IEnumerable<ulong> parts = Pointers(root);
        // PSParallelCompact keeps its bitmap and summary in statics (gc/parallel/psParallelCompact.hpp).
        if (collector == "Parallel")
        {
            foreach (AddressRange range in statics)
                parts = parts.Concat(InObject(Sparse(range), shapes));
        }
        Address? old = HeapReader.OldGeneration(vm, heap);
        // Its start array is an object of its own since 24, which has its space in another.
        if (old is { } generation)
        {
            ulong[] near = [.. Pointers(Words(generation, OldSize))];
            parts = parts.Append(generation.Value).Concat(near)
                .Concat(near.SelectMany(part => Pointers(Words(new Address(part), SmallPart))));
        }
        parts = [.. InObject(root, shapes), .. parts];
        foreach (ulong part in parts.Distinct().Take(MostParts))
            InObject(Words(new Address(part), PartSize), shapes);
        return [.. _found.Distinct().Where(table => Reserved.Covers(mappings, table.Range))];
    }

    /// <summary>How long a table may be, and what it is then.</summary>
    readonly record struct TableShape(long Length, string Name);

    IEnumerable<TableShape> Shapes(Address heap)
    {
        // gc/shared/markBitMap.hpp: a bit for each object alignment; ParMarkBitMap has two of them in one reservation.
        long bitmap = reserved.Length.Value / 64;
        yield return new(bitmap, "mark bitmap");
        yield return new(bitmap * 2, "mark bitmap");
        // -XX:ObjectAlignmentInBytes=16 and 32.
        yield return new(bitmap / 2, "mark bitmap");
        yield return new(bitmap / 4, "mark bitmap");
        yield return new(reserved.Length.Value / CardSize, "offset table");
        if (collector is "Serial" or "Parallel" or "CMS" && HeapReader.OldSpan(vm, heap) is { } old)
            yield return new(old.Length.Value / CardSize, "offset table");
    }

    /// <summary>Looks for tables in one object; returns what it points to where it describes the heap.</summary>
    List<ulong> InObject(ulong[] words, TableShape[] shapes)
    {
        List<ulong> near = [];
        ulong heapWords = (ulong)(reserved.Length.Value / 8);
        for (int i = 0; i + 1 < words.Length; i++)
        {
            if (words[i] == reserved.Start.Value && words[i + 1] == heapWords)
            {
                OverHeap(words.AsSpan(i + 2), heapWords);
                if (near.Count < MostParts)
                    near.AddRange(Pointers(words[(i + 2)..Math.Min(words.Length, i + 16)]));
            }
            else if (Between(words[i], words[i + 1], shapes) is { } table)
                Note(table);
        }
        return near;
    }

    /// <summary>What stands behind the heap's own start and length in words.</summary>
    void OverHeap(ReadOnlySpan<ulong> next, ulong heapWords)
    {
        // MarkBitMap { _covered {start, words}, _shifter, _bm { map, bits } }
        if (next.Length > 2 && next[2] == heapWords && IsTable(next[1]))
            Add(next[1], heapWords / 8);
        // ParMarkBitMap { _heap_start, _heap_size, _beg_bits { map, bits }, _end_bits { map, bits } }
        if (next.Length > 1 && next[1] == heapWords && IsTable(next[0]))
            Add(next[0], heapWords / 8);
        if (next.Length > 3 && next[3] == heapWords && IsTable(next[2]))
            Add(next[2], heapWords / 8);
        // ShenandoahMarkBitMap { _covered {start, words}, _map, _size }: two bits for each word
        if (next.Length > 1 && next[1] == 2 * heapWords && IsTable(next[0]))
            Add(next[0], heapWords / 4);
    }

    void Add(ulong map, ulong size) =>
        Note(new(Vm.Pages(new AddressRange(new(map), new(map + size))), JvmPart.Gc, "mark bitmap", Inferred: true));

    void Note(JvmRange table)
    {
        if (_found.Count < MostTables)
            _found.Add(table);
    }

    /// <summary>Both boundaries of a reservation, as VirtualSpace, PSVirtualSpace and G1PageBasedVirtualSpace begin with.</summary>
    JvmRange? Between(ulong low, ulong high, TableShape[] shapes)
    {
        // The word behind a pointer may be anything: a pair that reaches the kernel's half is no range of ours.
        if (!IsTable(low) || high <= low || high >= 1UL << 47 || high % Bytes.PageSize != 0)
            return null;
        long length = (long)(high - low);
        foreach (TableShape shape in shapes)
        {
            if (IsRounded(length, shape.Length))
                return new(new AddressRange(new(low), new(high)), JvmPart.Gc, shape.Name, Inferred: true);
        }
        return null;
    }

    /// <summary>Whole pages, small or large, with room for the one entry more that some tables have.</summary>
    static bool IsRounded(long length, long least)
    {
        const long largePage = 2 * 1024 * 1024;
        return length >= least && (length - least <= 2 * Bytes.PageSize || (length % largePage == 0 && length - least < largePage));
    }

    bool IsTable(ulong map) =>
        map % Bytes.PageSize == 0 && map is > 1 << 20 and < 1UL << 47 && !reserved.Contains(new Address(map));

    IEnumerable<ulong> Pointers(ulong[] words) =>
        words.Where(word => word % 8 == 0 && word > 4096 && word < 1UL << 47 && !reserved.Contains(new Address(word)));

    ulong[] Words(Address at, int size)
    {
        byte[] bytes = new byte[size];
        int got = vm.Memory.Read(at, bytes);
        return MemoryMarshal.Cast<byte, ulong>(bytes.AsSpan(0, got & ~7)).ToArray();
    }

    /// <summary>Memory with absent pages in it; these read as zeros.</summary>
    ulong[] Sparse(AddressRange range)
    {
        int pages = (int)(Math.Min(range.Length.Value, MostStatics) / Bytes.PageSize);
        Address[] places = [.. Enumerable.Range(0, pages).Select(page => range.Start + (page * Bytes.PageSize))];
        byte[] bytes = new byte[pages * Bytes.PageSize];
        vm.Memory.ReadEach(places, (int)Bytes.PageSize, bytes, new bool[pages]);
        return MemoryMarshal.Cast<byte, ulong>(bytes).ToArray();
    }
}
