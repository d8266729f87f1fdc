using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>The categories of a summary and the rows below each.</summary>
sealed partial class NmtReading
{
    /// <summary>Which block of metaspace figures the lines belong to.</summary>
    enum Metadata
    {
        None,
        NonClass,
        Class,
    }

    Metadata _metadata;

    Reading Category(ReadOnlySpan<byte> line)
    {
        int figures = line.LastIndexOf(" (reserved="u8);
        if (_part != Part.Summary || figures < 0)
            return line.Length > 1 && line[1] == (byte)' ' && _part == Part.Summary ? Reading.Broken : Reading.Unknown;
        EndCategory();
        ReadOnlySpan<byte> tag = line[1..figures].Trim((byte)' ');
        ReadOnlySpan<byte> rest = line[figures..];
        if (tag.IsEmpty
            || !NmtFields.TakeReserved(rest, ref _isDiff, out NmtAmount reserved, out NmtAmount committed, out _))
            return Reading.Broken;
        _category = new NmtCategory(ForeignText.Decode(tag), reserved, committed)
        {
            ReadOnly = ReportFields.Find(rest, "readonly="u8),
        };
        return Reading.Understood;
    }

    void EndCategory()
    {
        if (_category is not null && _notes.HasRoom(_categories.Count, "memory tags", Limits.NmtTags))
            _categories.Add(_category);
        _category = null;
        _metadata = Metadata.None;
    }

    /// <summary>A line in round brackets: a row of a category, the figures of a site, or a remark.</summary>
    Reading Brackets(ReadOnlySpan<byte> line)
    {
        // Diffs of 17 and 21 put a colon before the heads of the metaspace blocks.
        AsciiLine row = new(line);
        if (row.Take((byte)':'))
            row.TakeBlanks();
        if (!row.Take((byte)'('))
            return Reading.Unknown;
        row.Take((byte)'(');
        row.TakeBlanks();
        if (row.Rest.StartsWith("Omitting categories"u8))
            return Reading.Understood;
        if (row.Rest.IndexOf(" call sites weighting less than"u8) is > 0)
            return Omitted(row);
        return _part switch
        {
            Part.Summary when _category is not null => Row(row, _category),
            Part.Sites => Figures(row),
            _ => Reading.Unknown,
        };
    }

    Reading Omitted(AsciiLine row)
    {
        if (!row.TakeCount(out long sites))
            return Reading.Broken;
        _report = _report with { OmittedSites = sites };
        return Reading.Understood;
    }

    Reading Row(AsciiLine row, NmtCategory category)
    {
        ReadOnlySpan<byte> text = row.Rest;
        if (text.StartsWith("malloc="u8) || text.StartsWith("arena="u8))
            return RowOfBlocks(row, category);
        if (text.StartsWith("mmap:"u8) || text.StartsWith("stack:"u8))
            return RowOfMappings(text, category);
        if (text.StartsWith("classes #"u8) || text.StartsWith("thread"u8) || text.StartsWith("instance classes #"u8))
            return RowOfCounts(text, category);
        if (text.StartsWith("Metadata"u8) || text.StartsWith("Class space"u8))
        {
            _isDiff |= text.IndexOf((byte)':') < 0;
            _metadata = text[0] == (byte)'M' ? Metadata.NonClass : Metadata.Class;
            return Reading.Understood;
        }
        if (_metadata != Metadata.None)
            return RowOfMetadata(text, category);
        if (!row.SkipPast("tracking overhead="u8))
            return Reading.Unknown;
        if (!NmtFields.TakeAmount(ref row, ref _isDiff, out NmtAmount overhead, out _))
            return Reading.Broken;
        _category = category with { Overhead = overhead };
        return Reading.Understood;
    }

    Reading RowOfBlocks(AsciiLine row, NmtCategory category)
    {
        bool arena = row.Rest[0] == (byte)'a';
        row.SkipPast("="u8);
        if (!NmtFields.TakeBlocks(row, ref _isDiff, out NmtBlocks? blocks, out _))
            return Reading.Broken;
        _category = arena ? category with { Arena = blocks } : category with { Malloc = blocks };
        return Reading.Understood;
    }

    Reading RowOfMappings(ReadOnlySpan<byte> text, NmtCategory category)
    {
        if (!NmtFields.TakeReserved(text, ref _isDiff, out NmtAmount reserved, out NmtAmount committed, out _))
            return Reading.Broken;
        // "peak=" from JDK 22 and late 21 on, "largest_committed=" in between.
        Bytes? peak = ReportFields.Find(text, "peak="u8) ?? ReportFields.Find(text, "largest_committed="u8);
        if (text.IndexOf("at peak"u8) >= 0)
            peak = committed.Size;
        NmtVirtual mapped = new(reserved, committed, peak);
        _category = text[0] == (byte)'s' ? category with { Stacks = mapped } : category with { Mmap = mapped };
        return Reading.Understood;
    }

    Reading RowOfCounts(ReadOnlySpan<byte> text, NmtCategory category)
    {
        if (ReportFields.FindCount(text, "#"u8) is not { } first)
            return Reading.Broken;
        _category = text[0] switch
        {
            (byte)'c' => category with { Classes = first },
            (byte)'t' => category with { Threads = first },
            _ => category with
            {
                InstanceClasses = first,
                ArrayClasses = ReportFields.FindCount(text, "array classes #"u8),
            },
        };
        return Reading.Understood;
    }

    Reading RowOfMetadata(ReadOnlySpan<byte> text, NmtCategory category)
    {
        NmtMetadata block = (_metadata == Metadata.NonClass ? category.Metadata : category.ClassSpace)
            ?? new NmtMetadata(default, default, null, null, null);
        if (text.StartsWith("reserved="u8))
        {
            if (!NmtFields.TakeReserved(text, ref _isDiff, out NmtAmount reserved, out NmtAmount committed, out _))
                return Reading.Broken;
            block = block with { Reserved = reserved, Committed = committed };
        }
        else
        {
            AsciiLine row = new(text);
            if (!row.SkipPast("="u8))
                return Reading.Unknown;
            if (!NmtFields.TakeAmount(ref row, ref _isDiff, out NmtAmount amount, out _))
                return Reading.Broken;
            if (text.StartsWith("used="u8))
                block = block with { Used = amount };
            else if (text.StartsWith("free="u8))
                block = block with { Free = amount };
            else if (text.StartsWith("waste="u8))
                block = block with { Waste = amount };
            else
                return Reading.Unknown;
        }
        _category = _metadata == Metadata.NonClass
            ? category with { Metadata = block }
            : category with { ClassSpace = block };
        return Reading.Understood;
    }
}
