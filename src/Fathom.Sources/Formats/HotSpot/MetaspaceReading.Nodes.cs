using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>The node lists of vslist, and the settings at the report's end.</summary>
sealed partial class MetaspaceReading
{
    /// <summary>The class space of a JVM with CompressedClassSpaceSize=3G has 49,152 granules.</summary>
    const int LongestMask = 16 * 1024 * 1024;

    readonly List<MetaspaceNode> _nodes = [];
    bool _inClassSpace;
    Bytes _nodeCommitted;
    Bytes? _nodeUsed;

    Reading List(ReadOnlySpan<byte> line, int number)
    {
        if (line.StartsWith("vsl class-space"u8) || line.SequenceEqual("Class:"u8))
            _inClassSpace = true;
        else if (line.StartsWith("vsl non-class-space"u8) || line.SequenceEqual("Non-Class:"u8))
            _inClassSpace = false;
        else if (line.StartsWith("- node #"u8))
            return Node(line);
        else if (line.StartsWith("node @0x"u8))
            return OldNode(line);
        else if (line.StartsWith("[0x"u8))
            return OldRange(line);
        else if (line.StartsWith("commit mask, base "u8))
            return CommitMask(line, number);
        else
            return Setting(line);
        return Reading.Understood;
    }

    /// <summary>"- node #0: base 0x…: reserved=65536.00 KB, committed=1088.00 KB (  2%), used=16384.00 KB ( 25%)".</summary>
    Reading Node(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        if (!rest.SkipPast("base "u8) || !rest.TakeAddress(out Address start)
            || !rest.TakeKey("reserved="u8, out Bytes reserved) || !rest.TakeKey("committed="u8, out Bytes committed)
            || reserved.Value > long.MaxValue - (long)start.Value)
            return Reading.Broken;
        AddNode(new(start, start + reserved.Value), committed, ReportFields.Find(rest.Rest, "used="u8), []);
        return Reading.Understood;
    }

    /// <summary>11: "node @0x…: reserved=8388608 bytes, committed=…, used=…", its addresses on the next line.</summary>
    Reading OldNode(ReadOnlySpan<byte> line)
    {
        if (ReportFields.Find(line, "committed="u8) is not { } committed)
            return Reading.Broken;
        (_nodeCommitted, _nodeUsed) = (committed, ReportFields.Find(line, "used="u8));
        return Reading.Understood;
    }

    /// <summary>11: [bottom, top, committed end, end) of a node (virtualSpaceNode.cpp, print_on).</summary>
    Reading OldRange(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line[1..]);
        if (!rest.TakeRange(out AddressRange used) || !rest.Take(", "u8) || !rest.TakeRange(out AddressRange tail)
            || tail.Start < used.End)
            return Reading.Broken;
        AddNode(new(used.Start, tail.End), _nodeCommitted, _nodeUsed, [new(used.Start, tail.Start)]);
        return Reading.Understood;
    }

    void AddNode(AddressRange range, Bytes committed, Bytes? used, IReadOnlyList<AddressRange> parts)
    {
        _found = true;
        if (_notes.HasRoom(_nodes.Count, "metaspace nodes"))
            _nodes.Add(new MetaspaceNode(_inClassSpace, range, committed, used) { CommittedRanges = parts });
    }

    /// <summary>A letter for each granule of the node above: X is committed (metaspace/commitMask.cpp).</summary>
    Reading CommitMask(ReadOnlySpan<byte> line, int number)
    {
        AsciiLine rest = new(line["commit mask, base "u8.Length..]);
        if (_nodes.Count == 0 || !rest.TakeAddress(out Address start) || start != _nodes[^1].Range.Start
            || !rest.Take((byte)':') || rest.Rest.IsEmpty || rest.Rest.Length > LongestMask
            || rest.Rest.IndexOfAnyExcept((byte)'X', (byte)'-') >= 0
            || _nodes[^1].Range.Length.Value % rest.Rest.Length != 0)
            return Reading.Broken;
        MetaspaceNode node = _nodes[^1];
        List<AddressRange> ranges = Ranges(start, node.Range.Length.Value / rest.Rest.Length, rest.Rest);
        long sum = 0;
        foreach (AddressRange range in ranges)
            sum += range.Length.Value;
        // "committed=" has two digits behind the point.
        if (Math.Abs(sum - node.Committed.Value) > node.Committed.Value / 100 + 1024)
            _notes.Contradicts(number, $"the commit mask has {sum} bytes, its node {node.Committed.Value}");
        _nodes[^1] = node with { CommittedRanges = ranges };
        return Reading.Understood;
    }

    static List<AddressRange> Ranges(Address start, long granule, ReadOnlySpan<byte> mask)
    {
        List<AddressRange> ranges = [];
        int at = 0;
        while (mask[at..].IndexOf((byte)'X') is >= 0 and var gap)
        {
            int from = at + gap;
            int length = mask[from..].IndexOfAnyExcept((byte)'X');
            at = length < 0 ? mask.Length : from + length;
            ranges.Add(new(start + from * granule, start + at * granule));
        }
        return ranges;
    }

    Reading Setting(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("Metaspace "u8) || line.StartsWith("class space "u8))
        {
            HeapInfo ignored = new();
            return MetaspaceText.TakeHeapLine(line, ref ignored);
        }
        if (line.StartsWith("MaxMetaspaceSize:"u8))
            _report = _report with { MaxSize = ReportFields.Find(line, "MaxMetaspaceSize:"u8) };
        else if (line.StartsWith("CompressedClassSpaceSize:"u8))
            _report = _report with { ClassSpaceSize = ReportFields.Find(line, "CompressedClassSpaceSize:"u8) };
        else if (line.StartsWith("- commit_granule_bytes:"u8))
            _report = _report with { CommitGranule = ReportFields.Find(line, "commit_granule_bytes:"u8) };
        else if (line.StartsWith("CDS:"u8))
            _report = _report with { SharesClasses = line.EndsWith("on"u8) };
        else if (line.StartsWith("Narrow klass base: "u8))
            return NarrowKlassBase(line);
        else if (line.StartsWith("Klass Range:"u8) && ReportFields.TryFindRange(line, ":"u8, out AddressRange? klass))
            _report = _report with { KlassRange = klass };
        else if (line.StartsWith("Protection zone:"u8) && ReportFields.TryFindRange(line, ":"u8, out AddressRange? zone))
            _report = _report with { ProtectionZone = zone };
        else
            return Reading.Unknown;
        return Reading.Understood;
    }

    Reading NarrowKlassBase(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line["Narrow klass base: "u8.Length..]);
        if (!rest.TakeAddress(out Address address))
            return Reading.Broken;
        _report = _report with { NarrowKlassBase = address };
        return Reading.Understood;
    }
}
