using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Procps;

/// <summary>The lines of top and ps.</summary>
sealed class ProcessTableReading(ReportNotes notes) : ILineReading
{
    readonly List<ProcessRow> _rows = [];
    readonly List<string> _times = [];
    readonly Words _words = new();
    ProcessColumns? _columns;
    MachineMemory? _memory;
    int _sample = -1;

    public Reading Read(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimStart(" \t"u8);
        if (text.IsEmpty || IsTalk(text))
            return Reading.Understood;
        if (text.StartsWith("top - "u8))
            return Top(text);
        MachineMemory before = _memory ?? new();
        Reading memory = TopMemoryLine.Read(text, ref before);
        if (memory == Reading.Understood)
            _memory = before;
        if (memory != Reading.Unknown)
            return memory;
        // The name of a column may be a user's name or a command, its row not all of them.
        if (ProcessColumns.Of(text, _words, out int names) is { } columns)
            return Header(text, columns, names);
        _words.Split(text);
        return _columns is null ? Reading.Unknown : Row(text, 0);
    }

    public ProcessTable Finish()
    {
        if (_columns is null)
            notes.Add(Gaps.ToolTextIncomplete, "header with the names of the columns", "top or ps");
        else if (_rows.Count == 0)
            notes.Add(Gaps.ToolTextIncomplete, "line of a process", "top or ps");
        return new ProcessTable { Rows = _rows, Times = _times, Memory = _memory };
    }

    static bool IsTalk(ReadOnlySpan<byte> line) =>
        line.StartsWith("Tasks:"u8) || line.StartsWith("Threads:"u8) || line.StartsWith("%Cpu"u8) || line.StartsWith("Cpu(s):"u8)
        || line.StartsWith("CPU:"u8) || line.StartsWith("Load average:"u8);

    Reading Top(ReadOnlySpan<byte> line)
    {
        if (_times.Count < Limits.NmtTags)
            _times.Add(ForeignText.Decode(line));
        _columns = null;
        return Reading.Understood;
    }

    Reading Header(ReadOnlySpan<byte> line, ProcessColumns columns, int names)
    {
        (_columns, _sample) = (columns, _sample + 1);
        return names == _words.Count ? Reading.Understood : Row(line, names);
    }

    Reading Row(ReadOnlySpan<byte> line, int from)
    {
        ProcessColumns columns = _columns!;
        ProcessRow row = new(_sample);
        int word = from;
        int end = _words.Count;
        for (int column = 0; column < columns.Count; column++)
        {
            int width = WidthOf(line, columns, column, word, end);
            if (width == 0 && columns[column] == ProcessColumn.Command)
                continue;
            if (width == 0 || word + width > end || !TryApply(ref row, columns[column], _words.Between(line, word, word + width - 1)))
                return Reading.Broken;
            word += width;
        }
        if (word != end)
            return Reading.Broken;
        if (notes.HasRoom(_rows.Count, "processes"))
            _rows.Add(row);
        return Reading.Understood;
    }

    /// <summary>How many words the column has in this row.</summary>
    int WidthOf(ReadOnlySpan<byte> line, ProcessColumns columns, int column, int word, int end)
    {
        if (word >= end)
            return 0;
        if (column == columns.Wide)
            return Math.Max(0, end - word - (columns.Count - column - 1));
        if (columns[column] != ProcessColumn.Started)
            return 1;
        // "Sun Nov 22 00:08:41 2026" (lstart), "Nov 21" (start), "Nov21" and "00:08".
        ReadOnlySpan<byte> first = line[_words[word]];
        if (first.Length != 3 || first.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0)
            return 1;
        return word + 1 < end && char.IsAsciiDigit((char)line[_words[word + 1]][0]) ? 2 : 5;
    }

    static bool TryApply(ref ProcessRow row, ProcessColumn column, ReadOnlySpan<byte> field)
    {
        switch (column)
        {
            case ProcessColumn.Pid:
                row = row with { Pid = ToolNumbers.Pid(field) };
                return row.Pid is not null;
            case ProcessColumn.Thread:
                // "-" for the line of a whole process (ps -m).
                row = row with { Thread = ToolNumbers.Pid(field) };
                return true;
            case ProcessColumn.Threads:
                row = row with { Threads = ToolNumbers.Pid(field) };
                return true;
            case ProcessColumn.User:
                row = row with { User = ForeignText.Decode(field) };
                return true;
            case ProcessColumn.State:
                row = row with { State = ForeignText.Decode(field) };
                return true;
            case ProcessColumn.Command:
                row = row with { Command = ForeignText.Decode(field) };
                return true;
            default:
                return TrySize(ref row, column, field);
        }
    }

    /// <summary>A count of KiB, or 2.8g. Whole pages (SZ) say no more than the virtual size.</summary>
    static bool TrySize(ref ProcessRow row, ProcessColumn column, ReadOnlySpan<byte> field)
    {
        if (column is not (ProcessColumn.Virtual or ProcessColumn.Resident or ProcessColumn.Shared or ProcessColumn.Swap
            or ProcessColumn.VirtualPages))
            return true;
        if (field.SequenceEqual("-"u8))
            return true;
        bool pages = column == ProcessColumn.VirtualPages;
        if (!ToolNumbers.TryRounded(field, pages ? Bytes.PageSize : 1024, UnitFamily.Binary, out RoundedSize size))
            return false;
        row = column switch
        {
            ProcessColumn.Resident => row with { Resident = size },
            ProcessColumn.Shared => row with { Shared = size },
            ProcessColumn.Swap => row with { Swap = size },
            ProcessColumn.VirtualPages => row with { Virtual = row.Virtual ?? size },
            _ => row with { Virtual = size },
        };
        return true;
    }
}
