using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// JDK 8's one table of loaded classes (classfile/dictionary.hpp, utilities/hashtable.hpp); from 9 on each loader has
/// its own. Array classes are not in it.
/// </summary>
static class SystemDictionary
{
    const int MostBuckets = 1 << 20;
    const int MostEntries = 1_000_000;
    const string Table = "BasicHashtable<mtInternal>", Bucket = "HashtableBucket<mtInternal>", Entry = "BasicHashtableEntry<mtInternal>";

    public static IEnumerable<(Address Klass, Address? Loader)> Classes(Vm vm)
    {
        Address? table = vm.PointerStatic("SystemDictionary", "_dictionary");
        if (vm.Pointer(table, Table, "_buckets") is not { } first || vm.Int32(table, Table, "_table_size") is not { } count
            || count is <= 0 or > MostBuckets || vm.Tables.Size(Bucket) is not 8 || vm.Tables.Field(Bucket, "_entry") is not { Offset: 0 })
            yield break;
        ulong[] buckets = new ulong[count];
        int got = vm.Memory.Read(first, MemoryMarshal.AsBytes(buckets.AsSpan())) / 8;
        foreach (Address entry in buckets[..got].SelectMany(bucket => Entries(vm, bucket)).Take(MostEntries))
        {
            if (vm.Pointer(entry, "IntptrHashtableEntry", "_literal") is { } klass)
                yield return (klass, vm.Pointer(entry, "DictionaryEntry", "_loader_data"));
        }
    }

    static IEnumerable<Address> Entries(Vm vm, ulong bucket) => Chain.From(
        AsEntry(bucket), MostEntries, entry => vm.Word(entry, Entry, "_next") is { } next ? AsEntry(next) : null);

    /// <summary>The lowest bit says that an entry is of the archive.</summary>
    static Address? AsEntry(ulong word) => VmMemory.AsPointer(word & ~1UL);
}
