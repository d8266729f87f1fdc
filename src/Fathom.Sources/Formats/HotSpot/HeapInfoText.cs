using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>GC.heap_info of every collector (HotSpot: gc/*/…Heap.cpp, print_on).</summary>
public static class HeapInfoText
{
    public static Parsed<HeapInfo> Parse(ReadOnlySpan<byte> text, string file)
    {
        ReportNotes notes = new(file);
        List<ReportedSpace> spaces = [];
        HeapInfo info = new();
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            Reading reading = Read(lines.Current.TrimStart(" \t"u8), spaces, ref info, notes);
            if (reading == Reading.Unknown)
                notes.Keep(lines);
            else if (reading == Reading.Broken)
                notes.Broken(lines);
        }
        if (spaces.Count == 0)
            notes.Add(Gaps.ReportIncomplete, "line with the size of a heap", "GC.heap_info");
        string name = info.Name.Length > 0 || spaces.Count == 0 ? info.Name : spaces[0].Name;
        return notes.Done(info with { Name = name, Spaces = spaces, Unread = notes.Unread });
    }

    static Reading Read(ReadOnlySpan<byte> line, List<ReportedSpace> spaces, ref HeapInfo info, ReportNotes notes)
    {
        if (line.IsEmpty)
            return Reading.Understood;
        if (line.StartsWith("Metaspace "u8) || line.StartsWith("class space "u8))
            return MetaspaceText.TakeHeapLine(line, ref info);
        if (line.StartsWith("region size "u8))
            return Regions(line, ref info);
        if (line.StartsWith("Shenandoah Heap"u8) || line.StartsWith("Epsilon Heap"u8))
        {
            info = info with { Name = ForeignText.Decode(line) };
            return Reading.Understood;
        }
        if (line.StartsWith("Allocation space:"u8))
            return Reading.Understood;
        if (line.StartsWith("- [0x"u8))
            return Reserved(line, spaces);
        if (line.IndexOf(" x "u8) > 0 && line.EndsWith(" regions"u8))
        {
            info = info with { RegionSize = ReportFields.Find(line, " x "u8) };
            return Reading.Understood;
        }
        ReportedSpace? space = Space(line);
        if (space is null)
            return LooksLikeSpace(line) ? Reading.Broken : Reading.Unknown;
        if (notes.HasRoom(spaces.Count, "heap spaces", Limits.NmtTags))
            spaces.Add(space);
        return Reading.Understood;
    }

    static ReportedSpace? Space(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf(" total "u8) is >= 0 and var total)
            return Generation(line, total);
        if (line.IndexOf("K max, "u8) > 0)
            return Shenandoah(line);
        if (line.IndexOf(" capacity "u8) is > 0 and var capacity && line.StartsWith("ZHeap"u8))
            return Z(line, capacity);
        if (line.StartsWith("space "u8))
            return Part(line, -1) is { } whole ? whole with { Name = "Epsilon Heap", Depth = 0 } : null;
        return line.IndexOf(" space "u8) is > 0 and var space ? Part(line, space) : null;
    }

    static bool LooksLikeSpace(ReadOnlySpan<byte> line) =>
        line.IndexOf(" total "u8) >= 0 || line.IndexOf(" space "u8) > 0
        || line.StartsWith("ZHeap"u8) || line.StartsWith("space "u8);

    /// <summary>"garbage-first heap  total 22528K, used 10011K [0x…, 0x…)"; 25: "total reserved 1K, committed 1K".</summary>
    static ReportedSpace? Generation(ReadOnlySpan<byte> line, int total)
    {
        Bytes? reserved = ReportFields.Find(line, " total reserved"u8);
        Bytes? committed = ReportFields.Find(line, reserved is null ? " total"u8 : " committed"u8);
        if (committed is not { } size || ReportFields.Find(line, ", used"u8) is not { } used)
            return null;
        string name = ForeignText.Decode(line[..total].TrimEnd((byte)' '));
        return WithPlace(new ReportedSpace(name, 0, size, used) { Max = reserved }, line, 1);
    }

    /// <summary>"eden space 8192K, 18% used [0x…,0x…,0x…)".</summary>
    static ReportedSpace? Part(ReadOnlySpan<byte> line, int space)
    {
        if (ReportFields.Find(line[(space + 1)..], "space"u8) is not { } size)
            return null;
        int comma = line.IndexOf((byte)',');
        long? percent = comma < 0 ? null : ReportFields.FindCount(line[comma..], ","u8);
        string name = ForeignText.Decode(line[..Math.Max(0, space)].TrimEnd((byte)' '));
        ReportedSpace part = WithPlace(new ReportedSpace(name, 1, size, null)
        {
            UsedPercent = percent is >= 0 and <= 100 ? (int)percent : null,
        }, line, 1);
        bool placed = part.Top >= part.Start;
        return part with { Used = placed ? new Bytes(part.Top!.Value - part.Start!.Value) : null };
    }

    /// <summary>[start, top, end), or with one more of 8's block table in between, or [start, end) alone.</summary>
    static ReportedSpace WithPlace(ReportedSpace space, ReadOnlySpan<byte> line, int topAt)
    {
        AsciiLine rest = new(line);
        if (!rest.SkipPast("["u8))
            return space;
        List<Address> places = [];
        while (places.Count < 8 && rest.TakeAddress(out Address address))
        {
            places.Add(address);
            rest.Take((byte)',');
            rest.TakeBlanks();
        }
        if (places.Count < 2 || places[^1] < places[0])
            return space;
        return space with { Start = places[0], Top = places.Count > 2 ? places[topAt] : null, End = places[^1] };
    }

    /// <summary>" 32768K max, 32768K soft max, 17408K committed, 6912K used".</summary>
    static ReportedSpace? Shenandoah(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        if (!rest.TakeSize(out Bytes max) || !rest.SkipPast(" soft max, "u8) || !rest.TakeSize(out Bytes committed)
            || !rest.SkipPast("committed, "u8) || !rest.TakeSize(out Bytes used))
            return null;
        return new ReportedSpace("Shenandoah Heap", 0, committed, used) { Max = max };
    }

    static Reading Reserved(ReadOnlySpan<byte> line, List<ReportedSpace> spaces)
    {
        if (spaces.Count == 0 || !ReportFields.TryFindRange(line, "["u8, out AddressRange? range))
            return Reading.Broken;
        spaces[0] = spaces[0] with { Start = range.Value.Start, End = range.Value.End };
        return Reading.Understood;
    }

    /// <summary>"ZHeap  used 12M, capacity 16M, max capacity 32M".</summary>
    static ReportedSpace? Z(ReadOnlySpan<byte> line, int capacity) =>
        ReportFields.Find(line, " used"u8) is { } used && ReportFields.Find(line[capacity..], " capacity"u8) is { } size
            ? new ReportedSpace("ZHeap", 0, size, used) { Max = ReportFields.Find(line, "max capacity"u8) }
            : null;

    /// <summary>"region size 1024K, 2 young (2048K), 1 survivors (1024K)".</summary>
    static Reading Regions(ReadOnlySpan<byte> line, ref HeapInfo info)
    {
        AsciiLine rest = new(line["region size "u8.Length..]);
        if (!rest.TakeSize(out Bytes size) || !rest.Take(", "u8) || !rest.TakeCount(out long young)
            || !rest.SkipPast("), "u8) || !rest.TakeCount(out long survivors))
            return Reading.Broken;
        info = info with { RegionSize = size, YoungRegions = young, SurvivorRegions = survivors };
        return Reading.Understood;
    }
}
