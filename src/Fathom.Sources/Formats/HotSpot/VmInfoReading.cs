using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>The lines of VM.info that stand alone: places in memory, and the region table.</summary>
sealed class VmInfoReading(ReportNotes notes)
{
    readonly List<NamedRange> _bits = [];
    readonly List<HeapRegion> _regions = [];
    VmInfo _info = new();

    public bool Found { get; private set; }

    public VmInfo Finish() => _info with { Bits = _bits, Regions = _regions };

    public Reading Read(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line.StartsWith("---------------"u8))
        {
            Found |= line.IndexOf("P R O C E S S"u8) > 0;
            return Reading.Understood;
        }
        AsciiLine rest = new(line);
        if (line[0] == (byte)'|')
            return Region(line);
        if (rest.Take("# Java VM: "u8))
            _info = _info with { Vm = ForeignText.Decode(rest.Rest) };
        else if (rest.Take("Heap address: "u8))
            return Heap(rest);
        else if (rest.Take("CDS archive(s) mapped at: ["u8))
            return CdsArchive(rest);
        else if (rest.Take("Compressed class space mapped at: "u8))
            return ClassSpace(rest);
        else if (rest.Take("Compressed class space size: "u8))
            return OldClassSpace(rest);
        else if (rest.Take("Narrow klass base: "u8))
            return NarrowKlass(rest);
        else if (rest.Take("Card table byte_map: "u8))
            return CardTable(rest);
        else if (rest.Take("Polling page: "u8))
            return PollingPage(rest);
        else if (line.StartsWith("container (cgroup) information:"u8)
            || line.StartsWith("container information not found"u8))
            _info = _info with { InContainer = line[10] == (byte)'(' };
        else
            return Bits(line);
        return Reading.Understood;
    }

    /// <summary>" Prev Bits: [0x…, 0x…)", "End Bits:   […)".</summary>
    Reading Bits(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        ReadOnlySpan<byte> name = colon < 0 ? [] : line[..colon].Trim((byte)' ');
        if (!name.EndsWith("Bits"u8) || name.Length > 40 || line[(colon + 1)..].IndexOf("[0x"u8) < 0)
            return Reading.Unknown;
        if (!ReportFields.TryFindRange(line, "["u8, out AddressRange? range))
            return Reading.Broken;
        if (_bits.Count < Limits.NmtTags)
            _bits.Add(new(ForeignText.Decode(name), range.Value));
        return Reading.Understood;
    }

    /// <summary>"Heap address: 0x…, size: 32 MB, Compressed Oops mode: 32-bit".</summary>
    Reading Heap(AsciiLine rest)
    {
        if (!rest.TakeAddress(out Address start) || !rest.SkipPast("size: "u8) || !rest.TakeSize(out Bytes size)
            || size.Value > long.MaxValue - (long)start.Value)
            return Reading.Broken;
        bool compressed = rest.SkipPast("Compressed Oops mode: "u8);
        _info = _info with
        {
            Heap = new AddressRange(start, start + size.Value),
            CompressedOops = compressed ? ForeignText.Decode(rest.Rest) : null,
        };
        return Reading.Understood;
    }

    /// <summary>"[0xa-0xb-0xc), size …": the middle is where the static archive ends.</summary>
    Reading CdsArchive(AsciiLine rest)
    {
        if (!rest.TakeRange(out AddressRange first) || !rest.Take((byte)'-') || !rest.TakeAddress(out Address end)
            || end < first.End)
            return Reading.Broken;
        _info = _info with { CdsArchive = new AddressRange(first.Start, end) };
        return Reading.Understood;
    }

    Reading ClassSpace(AsciiLine rest)
    {
        if (!rest.TakeRange(out AddressRange range))
            return Reading.Broken;
        _info = _info with { ClassSpace = range };
        return Reading.Understood;
    }

    /// <summary>11: "Compressed class space size: 1073741824 Address: 0x0000000840000000".</summary>
    Reading OldClassSpace(AsciiLine rest)
    {
        if (!rest.TakeSize(out Bytes size) || !rest.SkipPast("Address: "u8) || !rest.TakeAddress(out Address start)
            || size.Value > long.MaxValue - (long)start.Value)
            return Reading.Broken;
        _info = _info with { ClassSpace = new AddressRange(start, start + size.Value) };
        return Reading.Understood;
    }

    Reading NarrowKlass(AsciiLine rest)
    {
        if (!rest.TakeAddress(out Address start))
            return Reading.Broken;
        long? shift = ReportFields.FindCount(rest.Rest, "shift: "u8);
        _info = _info with { NarrowKlassBase = start, NarrowKlassShift = shift is >= 0 and < 64 ? (int)shift : null };
        return Reading.Understood;
    }

    Reading CardTable(AsciiLine rest)
    {
        rest.Take((byte)'[');
        if (!rest.TakeRange(out AddressRange range))
            return Reading.Broken;
        _info = _info with { CardTable = range };
        return Reading.Understood;
    }

    Reading PollingPage(AsciiLine rest)
    {
        if (!rest.TakeAddress(out Address page) || page.Value > long.MaxValue - Bytes.PageSize)
            return Reading.Broken;
        _info = _info with { PollingPage = new AddressRange(page, page + Bytes.PageSize) };
        return Reading.Understood;
    }

    /// <summary>
    /// G1: "|   0|0x…bottom, 0x…top, 0x…end|100%|HS|  |TAMS …|"; Shenandoah: "|    0|R  |BTE    fe000000,     fe040000, …|".
    /// </summary>
    Reading Region(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line[1..]);
        rest.TakeBlanks();
        if (!rest.TakeDecimal(out ulong index) || index > int.MaxValue || !rest.Take((byte)'|'))
            return Reading.Unknown;
        bool shenandoah = rest.Rest.IndexOf("|BTE "u8) is >= 0;
        ReadOnlySpan<byte> state = shenandoah ? rest.Rest[..rest.Rest.IndexOf((byte)'|')] : [];
        if (shenandoah)
            rest.SkipPast("|BTE "u8);
        if (!TakePlace(ref rest, out Address bottom) || !TakePlace(ref rest, out Address top)
            || !TakePlace(ref rest, out Address end) || top < bottom || end < top)
            return Reading.Broken;
        if (!shenandoah)
            state = StateOfG1(rest.Rest);
        if (notes.HasRoom(_regions.Count, "heap regions"))
            _regions.Add(new HeapRegion((int)index, bottom, top, end, ForeignText.Decode(state.Trim((byte)' '))));
        return Reading.Understood;
    }

    static bool TakePlace(ref AsciiLine line, out Address place)
    {
        place = default;
        line.TakeBlanks();
        line.Take("0x"u8);
        if (!line.TakeHex(out ulong value) || value > long.MaxValue)
            return false;
        place = new Address(value);
        line.Take((byte)',');
        return true;
    }

    /// <summary>Behind "| 62%|".</summary>
    static ReadOnlySpan<byte> StateOfG1(ReadOnlySpan<byte> rest)
    {
        int percent = rest.IndexOf("%|"u8);
        if (percent < 0)
            return [];
        rest = rest[(percent + 2)..];
        int end = rest.IndexOf((byte)'|');
        return end < 0 ? rest : rest[..end];
    }
}
