namespace Fathom.Evidence.Container;

/// <summary>A process of the container, as far as /proc/PID/status tells. Its name has no arguments, so no secrets.</summary>
public sealed record ContainerProcess(int Pid, string Name)
{
    public bool IsTarget { get; init; }

    public int? ParentPid { get; init; }

    public int? Threads { get; init; }

    public Bytes Resident { get; init; }

    /// <summary>Pages shared since a fork count in full here, for each that maps them.</summary>
    public Bytes Anonymous { get; init; }

    /// <summary>Its share of anonymous memory; null where smaps_rollup was not asked for, or not readable.</summary>
    public Bytes? AnonymousShare { get; init; }

    public Bytes MappedFiles { get; init; }

    public Bytes MappedShared { get; init; }

    public Bytes Swap { get; init; }

    public Bytes PageTables { get; init; }
}
