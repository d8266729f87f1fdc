namespace Fathom.Evidence;

/// <summary>/proc/PID/status, as far as memory and identity go. A member the kernel did not print is null.</summary>
public sealed record ProcessStatus
{
    public string Name { get; init; } = "";

    public char State { get; init; } = '?';

    public int? Pid { get; init; }

    public int? ParentPid { get; init; }

    public int? NamespacePid { get; init; }

    public int NamespaceDepth { get; init; } = 1;

    /// <summary>User ids go up to 2^32 - 2.</summary>
    public long? Uid { get; init; }

    public long? Gid { get; init; }

    public int? Threads { get; init; }

    public Bytes? Size { get; init; }

    public Bytes? PeakResident { get; init; }

    /// <summary>The kernel's own figure that the ledger balances to.</summary>
    public Bytes? Resident { get; init; }

    public Bytes? ResidentAnonymous { get; init; }

    public Bytes? ResidentFile { get; init; }

    public Bytes? ResidentShared { get; init; }

    public Bytes? Swap { get; init; }

    public Bytes? HugePages { get; init; }

    public Bytes? PageTables { get; init; }

    public Bytes? Locked { get; init; }

    /// <summary>Kernel threads and zombies have no memory of their own: the kernel prints no Vm lines.</summary>
    public bool HasMemory => Resident is not null;
}
