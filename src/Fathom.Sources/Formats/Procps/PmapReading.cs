using System.Buffers;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Procps;

/// <summary>The lines of pmap, whatever order they come in.</summary>
sealed class PmapReading(ReportNotes notes, PmapColumn[]? header) : ILineReading
{
    static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789abcdef"u8);
    static readonly SearchValues<byte> Numbers = SearchValues.Create("0123456789 \t"u8);

    readonly List<PmapRow> _rows = [];
    PmapReport _report = new();
    PmapSizes _sum;
    int _reports;

    public Reading Read(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line.IndexOfAnyExcept("-= \t"u8) < 0)
            return Reading.Understood;
        if (PmapText.IsHead(line))
            return Head(line);
        AsciiLine rest = new(line);
        rest.TakeBlanks();
        if (rest.Take("total"u8) || rest.Take("mapped:"u8))
            return Total(rest);
        if (IsSums(rest.Rest))
            return Total(rest);
        if (IsRow(rest.Rest))
            return Row(rest.Rest);
        if (PmapColumns.OfHeader(line) is { } columns)
        {
            header = columns;
            return Reading.Understood;
        }
        return Reading.Unknown;
    }

    public PmapReport Finish()
    {
        notes.Repeated(_reports, "pmap");
        if (_rows.Count == 0)
            notes.Add(Gaps.ToolTextIncomplete, "line of a mapping", "pmap");
        else if (_report.Total is not { } total)
            notes.Add(Gaps.ToolTextIncomplete, "line with its total", "pmap");
        else if (!total.Agrees(_sum))
            notes.Add(Gaps.ToolTotalDiffers, "pmap", Difference(total));
        return _report with { Rows = _rows, Sum = _sum };
    }

    string Difference(PmapSizes total) => total.Size != _sum.Size
        ? string.Create(CultureInfo.InvariantCulture, $"{SizeText.Of(_sum.Size)} mapped of {SizeText.Of(total.Size)}, {SizeText.Of(_sum.Resident)} resident of {SizeText.Of(total.Resident)}")
        : string.Create(CultureInfo.InvariantCulture, $"{SizeText.Of(_sum.Resident)} resident of {SizeText.Of(total.Resident)}");

    Reading Head(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        rest.TakeDecimal(out ulong pid);
        rest.Take((byte)':');
        rest.TakeBlanks();
        if (_reports++ > 0)
        {
            _rows.Clear();
            (_report, _sum) = (new(), default);
        }
        _report = _report with { Pid = (int)pid, Command = ForeignText.Decode(rest.Rest) };
        return Reading.Understood;
    }

    /// <summary>The last line of -X: numbers under its columns, and their unit.</summary>
    static bool IsSums(ReadOnlySpan<byte> line) =>
        line.EndsWith(" KB"u8) && line[..^3].IndexOfAnyExcept(Numbers) < 0;

    static bool IsRow(ReadOnlySpan<byte> line)
    {
        int end = line.IndexOfAny((byte)' ', (byte)'\t');
        if (end < 5 || line[..end].IndexOfAnyExcept(Hex) >= 0)
            return false;
        ReadOnlySpan<byte> behind = line[end..].TrimStart(" \t"u8);
        return !behind.IsEmpty && behind[0] is (byte)'r' or (byte)'-' or (>= (byte)'0' and <= (byte)'9');
    }

    Reading Row(ReadOnlySpan<byte> line)
    {
        if ((header ?? PmapColumns.OfRow(line)) is not { } columns)
            return Reading.Broken;
        AsciiLine rest = new(line);
        if (!rest.TakeHex(out ulong start) || start > long.MaxValue && start < Limits.GateSpaceStart)
            return Reading.Broken;
        PmapSizes sizes = default;
        Access? access = null;
        ulong? offset = null;
        string name = "";
        foreach (PmapColumn column in columns.AsSpan(1))
        {
            rest.TakeBlanks();
            if (column == PmapColumn.Mapping)
                name = ForeignText.DecodePath(rest.Rest);
            else if (column == PmapColumn.Flags)
                TakeFlags(ref rest);
            else if (!TakeField(ref rest, column, ref sizes, ref access, ref offset))
                return Reading.Broken;
        }
        return access is { } allowed ? Add(start, sizes, allowed, offset, name) : Reading.Broken;
    }

    Reading Add(ulong start, PmapSizes sizes, Access access, ulong? offset, string name)
    {
        if (sizes.Size.Value > Limits.ContainerAmount || (ulong)sizes.Size.Value > ulong.MaxValue - start)
            return Reading.Broken;
        if (!notes.HasRoom(_rows.Count, "mappings", Limits.Mappings))
            return Reading.Understood;
        bool deleted = name.EndsWith(" (deleted)", StringComparison.Ordinal);
        if (deleted)
            name = name[..^" (deleted)".Length];
        if (name.StartsWith('[') && name.EndsWith(']'))
            name = name[1..^1].Trim() is "anon" ? "" : $"[{name[1..^1].Trim()}]";
        Address at = new(start);
        _rows.Add(new PmapRow(new AddressRange(at, at + sizes.Size.Value), access, name, deleted, sizes) { Offset = offset });
        _sum = Plus(_sum, sizes);
        return Reading.Understood;
    }

    static bool TakeField(ref AsciiLine line, PmapColumn column, ref PmapSizes sizes, ref Access? access, ref ulong? offset)
    {
        ReadOnlySpan<byte> word = line.TakeWord();
        switch (column)
        {
            case PmapColumn.Mode when PmapColumns.IsMode(word):
                access = AccessOf(word);
                return true;
            case PmapColumn.Mode:
                return false;
            case PmapColumn.OtherWord:
                return !word.IsEmpty;
            case PmapColumn.Offset:
                AsciiLine hex = new(word);
                bool found = hex.TakeHex(out ulong value) && hex.Rest.IsEmpty;
                offset = value;
                return found;
            default:
                return TryAdd(ref sizes, column, word);
        }
    }

    /// <summary>No size of a mapping is near a PiB, so that sums of two million of them stay in 63 bits.</summary>
    static bool TryAdd(ref PmapSizes sizes, PmapColumn column, ReadOnlySpan<byte> word)
    {
        // procps 3.2 prints "-" in columns that it could not fill.
        if (word.SequenceEqual("-"u8))
            return true;
        if (!ToolNumbers.TryRounded(word, 1024, UnitFamily.Binary, out RoundedSize size)
            || size.Value.Value > Limits.ContainerAmount)
            return false;
        sizes = With(sizes, column, size.Value);
        return true;
    }

    static PmapSizes With(PmapSizes sizes, PmapColumn column, Bytes size) => column switch
    {
        PmapColumn.Size => sizes with { Size = size },
        PmapColumn.Resident => sizes with { Resident = size },
        PmapColumn.Proportional => sizes with { Proportional = size },
        PmapColumn.Dirty => sizes with { Dirty = sizes.Dirty is { } other ? other + size : size },
        PmapColumn.Anonymous => sizes with { Anonymous = size },
        PmapColumn.Swap => sizes with { Swap = size },
        PmapColumn.Locked => sizes with { Locked = size },
        _ => sizes,
    };

    static PmapSizes Plus(PmapSizes a, PmapSizes b) => new()
    {
        Size = a.Size + b.Size,
        Resident = Plus(a.Resident, b.Resident),
        Proportional = Plus(a.Proportional, b.Proportional),
        Dirty = Plus(a.Dirty, b.Dirty),
        Anonymous = Plus(a.Anonymous, b.Anonymous),
        Swap = Plus(a.Swap, b.Swap),
        Locked = Plus(a.Locked, b.Locked),
    };

    static Bytes? Plus(Bytes? a, Bytes? b) => a is { } one && b is { } other ? one + other : a ?? b;

    static Access AccessOf(ReadOnlySpan<byte> mode) =>
        (mode[0] == (byte)'r' ? Access.Read : 0) | (mode[1] == (byte)'w' ? Access.Write : 0)
        | (mode[2] == (byte)'x' ? Access.Execute : 0) | (mode[3] == (byte)'s' ? Access.Shared : 0);

    /// <summary>Words of two letters that the kernel knows (fs/proc/task_mmu.c, show_smap_vma_flags); a name may be one, too.</summary>
    static void TakeFlags(ref AsciiLine line)
    {
        ReadOnlySpan<byte> known = " rd wr ex sh mr mw me ms gd pf dw lo io sr rr dc de ac nr ht sf nl ar wf dd sd mm hg nh mg um uw bt mt ui ss sl dp lf gu "u8;
        AsciiLine rest = line;
        while (rest.TakeWord() is { Length: 2 } flag && known.IndexOf(flag) is >= 0 and var at && at % 3 == 1)
        {
            rest.TakeBlanks();
            line = rest;
        }
    }

    /// <summary>
    /// "total 2609228K", "total kB 1 2 3" and "mapped: 1K writeable/private: 2K", or under the columns of -X "1 2 3 KB".
    /// </summary>
    Reading Total(AsciiLine rest)
    {
        rest.TakeBlanks();
        if (rest.Take("kB"u8))
            rest.TakeBlanks();
        PmapSizes total = default;
        foreach (PmapColumn column in header ?? PmapColumns.Plain)
        {
            if (!PmapColumns.IsSize(column))
                continue;
            ReadOnlySpan<byte> word = rest.TakeWord();
            if (word.IsEmpty || !TryAdd(ref total, column, word))
                return Reading.Broken;
            rest.TakeBlanks();
        }
        _report = _report with { Total = total };
        return Reading.Understood;
    }
}
