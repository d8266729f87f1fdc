namespace Fathom.Sources.Formats.Procps;

enum ProcessColumn
{
    Other,
    Pid,
    Thread,
    User,
    Virtual,
    VirtualPages,
    Resident,
    Shared,
    Swap,
    Threads,
    State,
    Started,
    Command,
}

/// <summary>The columns of a list of processes, from the header that top and ps print (ps(1), STANDARD FORMAT SPECIFIERS).</summary>
sealed class ProcessColumns
{
    static readonly string[] Known =
    [
        "F", "UID", "PID", "PPID", "PGID", "PGRP", "SID", "SESS", "C", "CPU", "PRI", "NI", "PR", "ADDR", "SZ", "WCHAN", "TTY", "TT",
        "TIME", "TIME+", "CMD", "USER", "%CPU", "%MEM", "%VSZ", "VSZ", "RSS", "RSZ", "STAT", "START", "STARTED", "STIME", "COMMAND",
        "ARGS", "S", "LWP", "NLWP", "THCNT", "TID", "TGID", "SPID", "CLS", "POL", "RTPRIO", "PSR", "P", "VIRT", "RES", "SHR",
        "CODE", "DATA", "SWAP", "nTH", "ELAPSED", "RUSER", "EUSER", "UNAME", "GROUP", "MAJFL", "MINFL", "SIZE", "DRS", "TRS", "nMaj",
        "nMin", "CGROUP", "CGNAME", "PSS", "USS", "MAXRSS", "COMM", "FLT", "FD", "OOMs", "OOMa", "RSan", "RSfd", "RSlk", "RSsh", "PENDING",
        "BLOCKED", "IGNORED", "CAUGHT",
    ];

    readonly ProcessColumn[] _columns;

    ProcessColumns(ProcessColumn[] columns)
    {
        _columns = columns;
        Wide = Array.LastIndexOf(columns, ProcessColumn.Command);
    }

    public int Count => _columns.Length;

    /// <summary>The column that may hold blanks, -1 where there is none.</summary>
    public int Wide { get; }

    public ProcessColumn this[int index] => _columns[index];

    /// <summary>Null where a word is no name of a column. Words that follow the names are a row that lost its line end.</summary>
    public static ProcessColumns? Of(ReadOnlySpan<byte> line, Words words, out int names)
    {
        words.Split(line);
        names = 0;
        // A list of every column there is has seventy; the text of a manual has more words, none of them names.
        if (words.Count is < 2 or > 200)
            return null;
        List<ProcessColumn> columns = [];
        bool tells = false;
        for (; names < words.Count; names++)
        {
            ReadOnlySpan<byte> name = line[words[names]];
            if (ToolNumbers.TryCount(name, out _) && names > 1)
                break;
            if (!IsKnown(name))
                return null;
            columns.Add(OfName(name));
            tells |= columns[^1] is ProcessColumn.Pid or ProcessColumn.Resident or ProcessColumn.Virtual;
        }
        return tells ? new ProcessColumns([.. columns]) : null;
    }

    static bool IsKnown(ReadOnlySpan<byte> name)
    {
        foreach (string known in Known)
        {
            if (System.Text.Ascii.Equals(name, known))
                return true;
        }
        return false;
    }

    static ProcessColumn OfName(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("PID"u8) || name.SequenceEqual("TGID"u8) => ProcessColumn.Pid,
        _ when name.SequenceEqual("LWP"u8) || name.SequenceEqual("TID"u8) || name.SequenceEqual("SPID"u8) => ProcessColumn.Thread,
        _ when name.SequenceEqual("USER"u8) || name.SequenceEqual("UID"u8) => ProcessColumn.User,
        _ when name.SequenceEqual("VSZ"u8) || name.SequenceEqual("VIRT"u8) => ProcessColumn.Virtual,
        _ when name.SequenceEqual("SZ"u8) => ProcessColumn.VirtualPages,
        _ when name.SequenceEqual("RSS"u8) || name.SequenceEqual("RSZ"u8) || name.SequenceEqual("RES"u8) => ProcessColumn.Resident,
        _ when name.SequenceEqual("SHR"u8) => ProcessColumn.Shared,
        _ when name.SequenceEqual("SWAP"u8) => ProcessColumn.Swap,
        _ when name.SequenceEqual("NLWP"u8) || name.SequenceEqual("THCNT"u8) || name.SequenceEqual("nTH"u8) => ProcessColumn.Threads,
        _ when name.SequenceEqual("S"u8) || name.SequenceEqual("STAT"u8) => ProcessColumn.State,
        _ when name.SequenceEqual("STARTED"u8) || name.SequenceEqual("START"u8) => ProcessColumn.Started,
        _ when name.SequenceEqual("COMMAND"u8) || name.SequenceEqual("CMD"u8) || name.SequenceEqual("ARGS"u8)
            || name.SequenceEqual("COMM"u8) => ProcessColumn.Command,
        _ => ProcessColumn.Other,
    };
}
