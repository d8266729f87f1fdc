using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Reads HotSpot's objects by the names of their types and fields. Every step may fail (the field is of another
/// version, the page is gone): then the answer is null, and what hangs on it is not read.
/// </summary>
sealed class Vm(VmTables tables, VmMemory memory)
{
    public VmTables Tables => tables;

    public VmMemory Memory => memory;

    /// <summary>Where a static lies.</summary>
    public Address? Static(string type, string field) =>
        tables.Field(type, field) is { IsStatic: true } found ? found.Address : null;

    /// <summary>Where a field of an object lies.</summary>
    public Address? At(Address? of, string type, string field) =>
        of is { } start && tables.Field(type, field) is { IsStatic: false } found
            ? VmMemory.AsPointer(unchecked(start.Value + found.Offset))
            : null;

    public Address? PointerStatic(string type, string field) =>
        Static(type, field) is { } at ? memory.Pointer(at) : null;

    public Address? Pointer(Address? of, string type, string field) =>
        At(of, type, field) is { } at ? memory.Pointer(at) : null;

    public ulong? Word(Address? of, string type, string field) => At(of, type, field) is { } at ? memory.Word(at) : null;

    public int? Int32(Address? of, string type, string field) => At(of, type, field) is { } at ? memory.Int32(at) : null;

    /// <summary>[start, end) where both are there, in order, and not endless.</summary>
    public static AddressRange? Range(Address? start, Address? end) =>
        start is { } from && end is { } to && to > from && to - from < 1L << 46 ? new AddressRange(from, to) : null;

    public static AddressRange? Range(Address? start, ulong? length) =>
        start is { } from && length is { } size and > 0 and < 1UL << 46 && from.Value < ulong.MaxValue - size
            ? new AddressRange(from, from + (long)size)
            : null;

    /// <summary>MemRegion (memory/memRegion.hpp): a start, and a length in words.</summary>
    public AddressRange? MemRegion(Address? region) =>
        Word(region, "MemRegion", "_word_size") is { } words and < 1UL << 43
            ? Range(Pointer(region, "MemRegion", "_start"), words * 8)
            : null;

    /// <summary>Whole pages around a range: the JVM commits pages, not bytes.</summary>
    public static AddressRange Pages(AddressRange range) =>
        new(range.Start.PageFloor, (range.End + (Bytes.PageSize - 1)).PageFloor);
}
