using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>The virtual memory map and the allocation sites of a detail report.</summary>
sealed partial class NmtReading
{
    readonly List<NmtRegion> _regions = [];
    readonly List<NmtSite> _sites = [];
    readonly List<NmtFrame> _pending = [];
    readonly List<NmtCommitted> _parts = [];
    readonly List<NmtFileBlock> _fileBlocks = [];
    readonly SharedTexts _texts = new();
    readonly SharedFrames _frames = new();
    NmtFrame[] _stack = [];
    string _file = "";
    Reserved? _region;
    NmtFrame[] _regionStack = [];
    AddressRange? _committed;

    /// <summary>A reservation; its stack and its parts stand below it.</summary>
    readonly record struct Reserved(AddressRange Range, string? Tag, bool IsCommitted);

    Reading Square(ReadOnlySpan<byte> line, int number)
    {
        AsciiLine rest = new(line[1..]);
        if (rest.TakeRange(out AddressRange range))
            return rest.Take((byte)']') ? Mapped(range, rest.Rest.TrimStart((byte)' '), number) : Reading.Broken;
        if (line.StartsWith("[BOOTSTRAP]"u8))
            return Reading.Understood;
        if (!rest.TakeAddress(out Address at) || !rest.Take((byte)']'))
            return line.StartsWith("[0x"u8) ? Reading.Broken : Reading.Unknown;
        // A detail diff has no head between its summary and its sites.
        if (_part == Part.Summary)
            Begin(Part.Sites);
        if (_pending.Count < Limits.NmtFrames)
            _pending.Add(_frames.Of(at, rest.Rest.Trim((byte)' ')));
        return Reading.Understood;
    }

    /// <summary>"reserved and committed 4KB for Internal from", or "committed 4KB from" below it.</summary>
    Reading Mapped(AddressRange range, ReadOnlySpan<byte> what, int number)
    {
        AsciiLine rest = new(what);
        bool reserved = rest.Take("reserved"u8);
        bool committed = rest.Take(reserved ? " and committed"u8 : "committed"u8);
        rest.TakeBlanks();
        if (!(reserved || committed) || !rest.TakeSize(out Bytes size, out long unit))
            return Reading.Broken;
        if (Math.Abs(range.Length.Value - size.Value) > (unit == 1 ? 0 : unit))
            _notes.Contradicts(number, $"{range} is {range.Length.Value} bytes long, not {size.Value}");
        _part = Part.Map;
        _isDetail = true;
        EndCategory();
        EndCommitted();
        if (!reserved)
        {
            _committed = range;
            return _region is null ? Reading.Broken : Reading.Understood;
        }
        EndRegion();
        _region = new Reserved(range, TagIn(rest.Rest, " for "u8), committed);
        return Reading.Understood;
    }

    string? TagIn(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark)
    {
        int at = text.IndexOf(mark);
        if (at < 0)
            return null;
        text = text[(at + mark.Length)..];
        if (text.EndsWith(" from"u8))
            text = text[..^5];
        text = text.Trim(" )"u8);
        return text.IsEmpty ? null : _texts.Decode(text);
    }

    /// <summary>What one place in the JVM allocates stands together often: it shares one stack.</summary>
    NmtFrame[] TakeFrames()
    {
        if (_pending.Count == 0)
            return [];
        if (!CollectionsMarshal.AsSpan(_pending).SequenceEqual(_stack))
            _stack = [.. _pending];
        _pending.Clear();
        return _stack;
    }

    /// <summary>Frames belong to what stands above them in the map, and below them among the sites.</summary>
    void EndCommitted()
    {
        if (_committed is { } range)
        {
            if (_notes.HasRoom(_parts.Count, "committed parts"))
                _parts.Add(new NmtCommitted(range) { Stack = TakeFrames() });
        }
        else if (_region is not null && _pending.Count > 0)
        {
            _regionStack = TakeFrames();
        }
        _committed = null;
    }

    void EndRegion()
    {
        if (_region is not null || _committed is not null)
            EndCommitted();
        if (_region is { } region && _notes.HasRoom(_regions.Count, "mappings"))
            _regions.Add(new NmtRegion(region.Range, region.Tag, region.IsCommitted) { Stack = _regionStack, Parts = _parts.Count == 0 ? [] : [.. _parts] });
        _parts.Clear();
        (_region, _regionStack) = (null, []);
    }

    /// <summary>
    /// "Memory map of ZGC heap backing file" and "[0x0 - 0x1000000] allocated 16MB for Java Heap from": offsets, not
    /// addresses (nmt/memoryFileTracker.cpp).
    /// </summary>
    Reading FileBlock(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        if (rest.Take("Memory map of "u8))
        {
            _file = ForeignText.Decode(rest.Rest);
            return Reading.Understood;
        }
        if (!rest.Take((byte)'['))
            return Reading.Unknown;
        if (!rest.TakeRange(out AddressRange offsets))
            return rest.TakeAddress(out _) ? Reading.Understood : Reading.Broken;
        if (!rest.Take("] allocated "u8))
            return Reading.Broken;
        if (_notes.HasRoom(_fileBlocks.Count, "blocks of files"))
            _fileBlocks.Add(new(_file, (long)offsets.Start.Value, offsets.Length, TagIn(rest.Rest, " for "u8)));
        return Reading.Understood;
    }

    /// <summary>The figures that end a site.</summary>
    Reading Figures(AsciiLine row)
    {
        NmtSite site;
        if (row.Take("malloc="u8))
        {
            if (!NmtFields.TakeBlocks(row, ref _isDiff, out NmtBlocks? blocks, out string? tag))
                return Reading.Broken;
            site = new NmtSite(TakeFrames(), tag) { Malloc = blocks };
        }
        else if (row.Rest.StartsWith("reserved="u8))
        {
            ReadOnlySpan<byte> text = row.Rest;
            if (!NmtFields.TakeReserved(text, ref _isDiff, out NmtAmount reserved, out NmtAmount committed, out _))
                return Reading.Broken;
            site = new NmtSite(TakeFrames(), TagIn(text, " Type="u8) ?? TagIn(text, " Tag="u8))
            {
                Virtual = new(reserved, committed),
            };
        }
        else
        {
            return Reading.Unknown;
        }
        _isDetail = true;
        if (_notes.HasRoom(_sites.Count, "allocation sites"))
            _sites.Add(site);
        return Reading.Understood;
    }
}
