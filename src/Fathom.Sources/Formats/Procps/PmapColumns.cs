namespace Fathom.Sources.Formats.Procps;

/// <summary>What a column of pmap holds.</summary>
enum PmapColumn
{
    Address,
    Size,
    Resident,
    Proportional,
    Dirty,
    Anonymous,
    Swap,
    Locked,
    Mode,
    Offset,
    Flags,
    Mapping,

    /// <summary>A size that nobody asks for; it has a total all the same.</summary>
    OtherSize,
    OtherWord,
}

/// <summary>
/// The columns that a text of pmap has: named by its header, else told by the form of a row (procps src/pmap.c; busybox
/// procps/pmap.c).
/// </summary>
static class PmapColumns
{
    public static readonly PmapColumn[] Plain = [PmapColumn.Address, PmapColumn.Size, PmapColumn.Mode, PmapColumn.Mapping];

    static readonly PmapColumn[] Extended =
        [PmapColumn.Address, PmapColumn.Size, PmapColumn.Resident, PmapColumn.Dirty, PmapColumn.Mode, PmapColumn.Mapping];

    static readonly PmapColumn[] Devices =
        [PmapColumn.Address, PmapColumn.Size, PmapColumn.Mode, PmapColumn.Offset, PmapColumn.OtherWord, PmapColumn.Mapping];

    /// <summary>As many as smaps has keys, and some.</summary>
    const int Most = 64;

    /// <summary>"Address  Kbytes  RSS  Dirty Mode  Mapping"; null where the line is no header.</summary>
    public static PmapColumn[]? OfHeader(ReadOnlySpan<byte> text)
    {
        AsciiLine line = new(text);
        line.TakeBlanks();
        if (!line.Take("Address"u8))
            return null;
        List<PmapColumn> columns = [PmapColumn.Address];
        while (line.TakeBlanks() && !line.Rest.IsEmpty && columns.Count < Most)
            columns.Add(OfName(line.TakeWord()));
        return columns.Contains(PmapColumn.Size) && columns[^1] == PmapColumn.Mapping ? [.. columns] : null;
    }

    /// <summary>The columns of a row without a header: what stands between its address and its mode.</summary>
    public static PmapColumn[]? OfRow(ReadOnlySpan<byte> text)
    {
        AsciiLine line = new(text);
        line.TakeBlanks();
        line.TakeWord();
        int sizes = 0;
        while (line.TakeBlanks() && line.TakeWord() is { IsEmpty: false } word)
        {
            if (word.EndsWith("K"u8))
                return Plain;
            if (ToolNumbers.TryCount(word, out _))
                sizes++;
            else
                return IsMode(word) ? sizes switch { 1 => Devices, 3 => Extended, _ => null } : null;
        }
        return null;
    }

    public static bool IsMode(ReadOnlySpan<byte> word) =>
        word.Length is 4 or 5 && word[0] is (byte)'r' or (byte)'-' && word[1] is (byte)'w' or (byte)'-'
        && word[2] is (byte)'x' or (byte)'-';

    public static bool IsSize(PmapColumn column) =>
        column is PmapColumn.OtherSize or (>= PmapColumn.Size and <= PmapColumn.Locked);

    static PmapColumn OfName(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("Kbytes"u8) || name.SequenceEqual("Size"u8) => PmapColumn.Size,
        _ when name.SequenceEqual("RSS"u8) || name.SequenceEqual("Rss"u8) => PmapColumn.Resident,
        _ when name.SequenceEqual("PSS"u8) || name.SequenceEqual("Pss"u8) => PmapColumn.Proportional,
        _ when name.SequenceEqual("Dirty"u8) || name.SequenceEqual("Shared_Dirty"u8)
            || name.SequenceEqual("Private_Dirty"u8) => PmapColumn.Dirty,
        _ when name.SequenceEqual("Anon"u8) || name.SequenceEqual("Anonymous"u8) => PmapColumn.Anonymous,
        _ when name.SequenceEqual("Swap"u8) => PmapColumn.Swap,
        _ when name.SequenceEqual("Locked"u8) => PmapColumn.Locked,
        _ when name.SequenceEqual("Mode"u8) || name.SequenceEqual("Perm"u8) => PmapColumn.Mode,
        _ when name.SequenceEqual("Offset"u8) => PmapColumn.Offset,
        _ when name.SequenceEqual("VmFlags"u8) => PmapColumn.Flags,
        _ when name.SequenceEqual("Mapping"u8) => PmapColumn.Mapping,
        _ when name.SequenceEqual("Device"u8) || name.SequenceEqual("Inode"u8) => PmapColumn.OtherWord,
        _ => PmapColumn.OtherSize,
    };
}
