using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// The tables of strings and symbols up to JDK 10 (8 in use), and of symbols in 11: utilities/hashtable.hpp, which vmStructs
/// shows. The number of entries is not among its fields: it stands behind the size of one.
/// </summary>
static class OldTables
{
    const string Table = "BasicHashtable<mtInternal>";
    const int MostBuckets = 1 << 24;
    const int Sample = 4096;

    public static IEnumerable<TableStats> Read(Vm vm)
    {
        foreach (string name in (string[])["StringTable", "SymbolTable"])
        {
            if (vm.PointerStatic(name, "_the_table") is { } table && vm.Int32(table, Table, "_table_size") is { } buckets and > 0 and <= MostBuckets
                && vm.Pointer(table, Table, "_buckets") is { } first)
                yield return new TableStats(name)
                {
                    Buckets = buckets,
                    BucketBytes = new Bytes(8L * buckets),
                    Entries = vm.At(table, Table, "_entry_size") is { } size && vm.Memory.Int32(size + 4) is { } count and >= 0
                        && LooksFull(vm.Memory, first, buckets, count)
                        ? count
                        : null,
                };
        }
    }

    /// <summary>As full as so many entries would make it: else the count is another word.</summary>
    static bool LooksFull(VmMemory memory, Address first, int buckets, long entries)
    {
        ulong[] words = new ulong[Math.Min(Sample, buckets)];
        if (memory.Read(first, MemoryMarshal.AsBytes(words.AsSpan())) != words.Length * 8)
            return false;
        int used = words.Count(word => word != 0);
        double expected = words.Length * (1 - Math.Exp(-(double)entries / buckets));
        return Math.Abs(used - expected) <= (expected / 2) + 16;
    }
}
