using System.Numerics;
using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>
/// Where ZGC has moved objects to. It leaves references as they are until somebody follows them, while the places that
/// objects were moved from are used anew: a reference whose colour is of an earlier phase counts by these tables, as in ZGC's
/// own load barrier (gc/z/zBarrier.inline.hpp).
/// </summary>
sealed class ZForwardings
{
    const int GranuleShift = 21; // gc/z/zGlobals.hpp: ZGranuleSize

    const ulong MostGranules = 16 << 20;

    /// <summary>Of eight bytes each.</summary>
    const long MostEntries = 6 << 20;
    const int MostOfPage = 1 << 19;

    readonly Vm _vm;
    readonly string _z;
    readonly ZViews _views;
    readonly Address? _weakBad, _good;
    readonly ZForwardingTable[] _tables;
    readonly ZForwardingLayout? _layout;
    readonly Address? _collections, _markings;
    ulong _colour, _dead;
    long _entries;

    ZForwardings(Vm vm, string z, ZViews views, Address? heap)
    {
        (_vm, _z, _views) = (vm, z, views);
        (_weakBad, _good) = (ZOffsets.Global(vm, z, "AddressWeakBadMask"), ZOffsets.Global(vm, z, "PointerLoadGoodMask"));
        _layout = ZForwardingLayout.Of(vm, z);
        (_collections, _markings) = (vm.At(heap, "CollectedHeap", "_total_collections"), ZOffsets.Global(vm, z, "GlobalSeqNum"));
        _tables = _layout is null ? [] : _weakBad is not null ? Single(heap) : _good is not null ? OfGenerations(heap) : [];
        Begin();
    }

    /// <summary>Some reference may lead elsewhere, and where to is not known.</summary>
    public bool IsUnclear { get; private set; }

    /// <summary>Null for the other collectors, which correct every reference before they go on.</summary>
    public static ZForwardings? Of(Vm vm, VmFlags flags, ZViews? views)
    {
        if (views is null)
            return null;
        string z = ZViews.Prefix(vm, flags);
        return new ZForwardings(vm, z, views, HeapReader.Object(vm));
    }

    /// <summary>Before a search: what was known of an earlier one is forgotten.</summary>
    public void Begin()
    {
        _entries = 0;
        Renew();
    }

    /// <summary>Within a search: what is known may be of an earlier phase. All that is read until the search ends stays bounded.</summary>
    public void Renew()
    {
        foreach (ZForwardingTable table in _tables)
            table.Clear();
        (IsUnclear, _colour) = (false, Colour());
        _dead = Dead();
    }

    /// <summary>
    /// The colour of the marking before the last, once the last is over: no object that was found alive since has such a
    /// reference, and what it led to is forgotten. The first marking has the second of two colours, and so in turn
    /// (ZAddressMasks of 11 and ZAddress::flip_to_marked in gc/z/zAddress.cpp).
    /// </summary>
    ulong Dead()
    {
        ulong first = _views.OffsetMask + 1, second = first << 1;
        return _weakBad is not null && IsRelocating && Markings() is { } count
            ? int.IsOddInteger(count) ? first : second
            : 0;
    }

    /// <summary>Without generations: from the end of a marking to the next, both its colours are bad.</summary>
    bool IsRelocating => _colour == (_views.OffsetMask + 1) * 3;

    /// <summary>
    /// ZMark::start counts a marking after the colour has turned, so that while no marking runs the number is that of the last.
    /// VM_ZMarkStart counts a collection just before, which is all that 11 shows. The former begins with 1 (gc/z/zGlobals.cpp).
    /// </summary>
    int? Markings() => _markings is { } exact ? unchecked(_vm.Memory.Int32(exact) - 1) : _collections is { } at ? _vm.Memory.Int32(at) : null;

    /// <summary>Other references than before are of an earlier phase.</summary>
    public bool HasTurned() => _colour != Colour();

    /// <summary>Whether what was followed would be followed the same way now.</summary>
    public bool StillHold() => !HasTurned() && _tables.All(table => table.Pages.All(page => IsSame(table, page.Key, page.Value)));

    /// <summary>Where the object is to which a reference leads; zero for one of an object that is dead.</summary>
    /// <param name="word">The reference as it stands in memory.</param>
    /// <param name="place">The same without colour.</param>
    public ulong Follow(ulong word, ulong place)
    {
        if (_weakBad is not null)
            return (word & _colour) == 0 ? place : (word & _dead) != 0 ? 0 : By(0, place) ?? place;
        ulong has = word >> 12 & 15, good = _colour >> 12 & 15;
        // No reference has several of these bits, or none.
        return has == good || !BitOperations.IsPow2(has) || !BitOperations.IsPow2(good) ? place
            : Generational(word, place, BitOperations.Log2(has) ^ BitOperations.Log2(good));
    }

    /// <summary>… of an address without a colour, which may be one of long ago.</summary>
    public ulong Elsewhere(ulong place)
    {
        for (int i = 0; i < _tables.Length; i++)
        {
            if (By(i, place) is { } moved)
                return moved;
        }
        return place;
    }

    /// <summary>Where an object was copied to that stands in its old place still; null where it stands in one place.</summary>
    public Address? Copied(Address from)
    {
        if (_weakBad is not null && !IsRelocating)
            return null;
        ulong place = from.Value & _views.OffsetMask;
        foreach (ZForwardingTable table in _tables)
        {
            ulong granule = place >> GranuleShift;
            if (granule >= table.Granules)
                continue;
            if (!table.Left.TryGetValue(granule, out ZForwardingPage? page))
                table.Left[granule] = page = IsLeft(table, granule) ? Read(table, granule) : null;
            if (page?.Find(place) is { } moved)
                return _views.Canonical(moved);
        }
        return null;
    }

    /// <summary>
    /// Who uses the page that objects are moved from: nobody once it is freed, though its table stays (gc/z/zForwarding.cpp). Below zero: its
    /// objects are moved within it, and what stands where is not told.
    /// </summary>
    bool IsLeft(ZForwardingTable table, ulong granule)
    {
        int users = At(table, granule) is { } at ? _layout!.Users(at) : 0;
        IsUnclear |= users < 0;
        return users > 0;
    }

    /// <summary>The lower bit says that the young collection moved since, the upper one that the old did (gc/z/zAddress.hpp).</summary>
    ulong Generational(ulong word, ulong place, int differs)
    {
        const int young = 0, old = 1;
        const ulong rememberedBits = 3 << 4;
        int by = differs switch
        {
            1 => young,
            2 => old,
            _ => (word & rememberedBits) != rememberedBits && By(young, place) is not null ? young : old,
        };
        return By(by, place) ?? place;
    }

    ulong? By(int table, ulong place)
    {
        if (table >= _tables.Length)
        {
            IsUnclear = true;
            return null;
        }
        return PageOf(_tables[table], place)?.Find(place & _views.OffsetMask) is { } moved ? _views.Canonical(moved).Value : null;
    }

    ZForwardingPage? PageOf(ZForwardingTable table, ulong place)
    {
        ulong granule = (place & _views.OffsetMask) >> GranuleShift;
        if (granule >= table.Granules)
            return null;
        if (!table.Pages.TryGetValue(granule, out ZForwardingPage? page))
            table.Pages[granule] = page = Read(table, granule);
        return page;
    }

    ZForwardingPage? Read(ZForwardingTable table, ulong granule)
    {
        if (At(table, granule) is not { } at)
            return null;
        if (_layout!.Head(at) is { } head && head.Length <= MostOfPage && (_entries += head.Length) <= MostEntries)
            return new ZForwardingPage(at, head.Start, head.Shift, Entries(head));
        IsUnclear = true;
        return null;
    }

    Address? At(ZForwardingTable table, ulong granule) =>
        _vm.Memory.Word(table.Map + (long)(granule * 8)) is { } word ? _layout!.At(word) : null;

    ulong[] Entries(in ZForwardingHead head)
    {
        ulong[] entries = Words(head.Entries, head.Length, out bool all);
        if (!_layout!.Normalise(entries, all))
            IsUnclear = true;
        return entries;
    }

    bool IsSame(ZForwardingTable table, ulong granule, ZForwardingPage? page)
    {
        Address? now = At(table, granule);
        if (page is null || now is not { } at)
            return page is null && now is null;
        return at == page.At && _layout!.Head(at) is { } head && head.Start == page.Start && head.Length == page.Length
            && page.IsSame(Entries(head));
    }

    ulong Colour() => (_weakBad ?? _good) is { } at ? _vm.Memory.Word(at) ?? 0 : 0;

    /// <summary>In 11 the table of pages is this table, too.</summary>
    ZForwardingTable[] Single(Address? heap)
    {
        if (_layout is PageForwardings)
            return ZPageTable.Of(_vm, _z, heap) is { } pages ? [new ZForwardingTable(pages.First, pages.Granules)] : [];
        Address? inner = _vm.At(heap, _z + "CollectedHeap", "_heap");
        return _vm.At(_vm.At(inner, _z + "Heap", "_forwarding_table"), _z + "ForwardingTable", "_map") is { } map && TableAt(map) is { } table ? [table] : [];
    }

    /// <summary>
    /// Each generation has one, behind its pointers to the allocator and to the table of pages
    /// (gc/z/zGeneration.hpp). The tables that libjvm shows do not name generations.
    /// </summary>
    ZForwardingTable[] OfGenerations(Address? universal)
    {
        Address? heap = _vm.At(universal, "ZCollectedHeap", "_heap");
        Address? allocator = _vm.At(heap, "ZHeap", "_page_allocator"), pages = _vm.At(heap, "ZHeap", "_page_table");
        if (heap is not { } start || allocator is null || pages is null || _vm.Tables.Size("ZHeap") is not { } size || size > 1 << 20)
            return [];
        ulong[] words = Words(start, (int)size / 8, out _);
        ZForwardingTable?[] found = [null, null];
        for (int i = 1; i + 3 < words.Length; i++)
        {
            if (words[i] == allocator.Value.Value && words[i + 1] == pages.Value.Value
                && (words[i - 1] & 0xFF) is var id and < 2 && TableAt(start + ((i + 2) * 8)) is { } table)
                found[id] = table;
        }
        return found is [{ } young, { } old] ? [young, old] : [];
    }

    /// <summary>What lies in pages that were never touched is zero.</summary>
    ulong[] Words(Address start, int count, out bool all)
    {
        const int page = (int)Bytes.PageSize / 8;
        ulong[] words = new ulong[count];
        int next = page - (int)(start.Value % Bytes.PageSize / 8), got = 0;
        for (int i = 0; i < count; i = next, next += page)
            got += _vm.Memory.Read(start + (i * 8), MemoryMarshal.AsBytes(words.AsSpan(i, Math.Min(next, count) - i)));
        all = got == count * 8;
        return words;
    }

    /// <summary>ZGranuleMap { _size, _map }.</summary>
    ZForwardingTable? TableAt(Address at) =>
        _vm.Memory.Word(at) is { } count and > 0 and <= MostGranules && _vm.Memory.Pointer(at + 8) is { } map ? new ZForwardingTable(map, count) : null;
}

/// <summary>By granule of the heap; the pages that were asked for.</summary>
sealed record ZForwardingTable(Address Map, ulong Granules)
{
    public Dictionary<ulong, ZForwardingPage?> Pages { get; } = [];

    /// <summary>Of the same those that are not freed yet.</summary>
    public Dictionary<ulong, ZForwardingPage?> Left { get; } = [];

    public void Clear()
    {
        Pages.Clear();
        Left.Clear();
    }
}
