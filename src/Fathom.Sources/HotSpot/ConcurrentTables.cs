using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// HotSpot's hash tables for strings, symbols and resolved methods (utilities/concurrentHashTable.hpp, since 13). Each
/// stands in a static of its file, and all these statics have one name: which is whose is told by a static of the class
/// that lies before it, and what it holds must be a table.
/// </summary>
static class ConcurrentTables
{
    const string Table = "_ZL12_local_table";
    const string Count = "_ZL12_items_count";
    const string CountOfMethods = "_items_count";

    // The linker keeps statics of one file together; those of a table's file take 2 KiB.
    const long Nearby = 4096;
    const long NearbyCount = 256;

    const int MostBucketsLog2 = 24;

    // Buckets looked at to see whether they hold as many entries as are counted.
    const int Sample = 4096;

    static readonly (string Name, string Anchor)[] Tables =
    [
        ("StringTable", "_ZN11StringTable12_oop_storageE"),
        ("SymbolTable", "_ZN11SymbolTable6_arenaE"),
        ("ResolvedMethodTable", "_ZN19ResolvedMethodTable12_oop_storageE"),
    ];

    public static IReadOnlyList<string> Symbols { get; } =
        [Table, Count, CountOfMethods, .. Tables.Select(table => table.Anchor)];

    public static IEnumerable<TableStats> Read(VmMemory memory, VmSymbols symbols)
    {
        Address[] tables = [.. symbols.Every(Table).Order()];
        Address[] counts = [.. symbols.Every(Count).Concat(symbols.Every(CountOfMethods)).Order()];
        foreach ((string name, string anchor) in Tables)
        {
            if (symbols.Private([anchor])[0] is { } at && Above(tables, at.At) is { } table
                && memory.Pointer(table) is { } object1 && Buckets(memory, object1) is { } buckets)
                yield return new TableStats(name)
                {
                    Buckets = buckets.Count,
                    BucketBytes = new Bytes(8L * buckets.Count),
                    Entries = Entries(memory, counts, table, buckets),
                };
        }
    }

    readonly record struct BucketArray(Address First, int Count);

    static Address? Above(Address[] places, Address anchor)
    {
        foreach (Address place in places)
        {
            if (place > anchor)
                return place - anchor <= Nearby ? place : null;
        }
        return null;
    }

    /// <summary>The table in use, InternalTable {buckets, log2 of their number, number, mask}, is one of the first words.</summary>
    static BucketArray? Buckets(VmMemory memory, Address table)
    {
        Span<ulong> head = stackalloc ulong[4];
        Span<ulong> inner = stackalloc ulong[4];
        if (memory.Read(table, MemoryMarshal.AsBytes(head)) != 32)
            return null;
        foreach (ulong word in head)
        {
            if (word % 8 == 0 && VmMemory.AsPointer(word) is { } at && memory.Read(at, MemoryMarshal.AsBytes(inner)) == 32
                && inner[1] <= MostBucketsLog2 && inner[2] == 1UL << (int)inner[1] && inner[3] == inner[2] - 1
                && VmMemory.AsPointer(inner[0]) is { } first)
                return new BucketArray(first, (int)inner[2]);
        }
        return null;
    }

    /// <summary>The count stands before the table, among the statics of its file; buckets must look as full as it says.</summary>
    static long? Entries(VmMemory memory, Address[] counts, Address table, BucketArray buckets)
    {
        foreach (Address place in counts.Reverse())
        {
            if (place < table && Math.Abs(table - place) <= NearbyCount)
                return memory.Word(place) is { } count && count < (ulong)buckets.Count * 1000 && LooksFull(memory, buckets, (long)count)
                    ? (long)count
                    : null;
        }
        return null;
    }

    /// <summary>
    /// Of buckets with l entries on average e^-l would be empty. Java's hash of strings is far from even over neighbouring
    /// buckets, so only what is wholly wrong fails: a count that is another word, or buckets that are no buckets.
    /// </summary>
    static bool LooksFull(VmMemory memory, BucketArray buckets, long entries)
    {
        ulong[] words = new ulong[Math.Min(Sample, buckets.Count)];
        if (memory.Read(buckets.First, MemoryMarshal.AsBytes(words.AsSpan())) != words.Length * 8)
            return false;
        int used = 0;
        foreach (ulong word in words)
            // The two lowest bits are a bucket's lock.
            used += (word & ~3UL) != 0 ? 1 : 0;
        double expected = words.Length * (1 - Math.Exp(-(double)entries / buckets.Count));
        return Math.Abs(used - expected) <= (expected / 2) + 16;
    }
}
