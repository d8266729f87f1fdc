using Fathom.Evidence.HotSpot;

namespace Fathom.Evidence.Saved;

/// <summary>Processes as top or ps listed them.</summary>
public sealed record ProcessTable
{
    /// <summary>top's first line of each sample: "top - 00:09:31 up 12:32, …".</summary>
    public IReadOnlyList<string> Times { get; init; } = [];

    public IReadOnlyList<ProcessRow> Rows { get; init; } = [];

    /// <summary>Of the machine, as top's last sample has it.</summary>
    public MachineMemory? Memory { get; init; }

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}

/// <summary>One process in one sample; what had no column is null.</summary>
/// <param name="Sample">From 0; top -b -n 5 has five.</param>
public sealed record ProcessRow(int Sample)
{
    public int? Pid { get; init; }

    /// <summary>Where threads were listed: all of one process show its sizes.</summary>
    public int? Thread { get; init; }

    public string? User { get; init; }

    public RoundedSize? Virtual { get; init; }

    public RoundedSize? Resident { get; init; }

    public RoundedSize? Shared { get; init; }

    public RoundedSize? Swap { get; init; }

    public int? Threads { get; init; }

    public string? State { get; init; }

    public string? Command { get; init; }
}
