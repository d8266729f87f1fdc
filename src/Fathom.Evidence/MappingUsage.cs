namespace Fathom.Evidence;

/// <summary>What smaps counts in one mapping (proc_pid_smaps(5)).</summary>
public readonly record struct MappingUsage
{
    public Bytes Rss { get; init; }

    public Bytes Pss { get; init; }

    public Bytes PrivateClean { get; init; }

    public Bytes PrivateDirty { get; init; }

    public Bytes Anonymous { get; init; }

    /// <summary>Given back with MADV_FREE: resident until the kernel needs it.</summary>
    public Bytes LazyFree { get; init; }

    public Bytes AnonHugePages { get; init; }

    public Bytes Hugetlb { get; init; }

    public Bytes Swap { get; init; }

    public Bytes SwapPss { get; init; }

    public Bytes Locked { get; init; }

    public Bytes KernelPageSize { get; init; }

    /// <summary>VmFlags, two letters each, as written.</summary>
    public string Flags { get; init; }
}
