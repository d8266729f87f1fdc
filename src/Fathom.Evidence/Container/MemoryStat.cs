namespace Fathom.Evidence.Container;

/// <summary>
/// memory.stat of a cgroup and what is below it. A key that this kernel or this version of cgroups does not have is null.
/// </summary>
public sealed record MemoryStat
{
    /// <summary>Anonymous pages that somebody maps; huge ones too.</summary>
    public Bytes? Anonymous { get; init; }

    /// <summary>The page cache, <see cref="Shared"/> and <see cref="SwapCached"/> in it.</summary>
    public Bytes? File { get; init; }

    /// <summary>tmpfs, memfd, shared anonymous memory, System V segments.</summary>
    public Bytes? Shared { get; init; }

    /// <summary>Pages that are in memory and have a place in swap as well.</summary>
    public Bytes? SwapCached { get; init; }

    /// <summary>What of <see cref="File"/> somebody maps.</summary>
    public Bytes? Mapped { get; init; }

    public Bytes? Dirty { get; init; }

    public Bytes? Writeback { get; init; }

    public Bytes? InactiveFile { get; init; }

    public Bytes? ActiveFile { get; init; }

    public Bytes? Unevictable { get; init; }

    /// <summary>What of <see cref="Anonymous"/> is in transparent huge pages.</summary>
    public Bytes? AnonymousHuge { get; init; }

    public Bytes? Swap { get; init; }

    /// <summary>All of the kernel's own memory but socket buffers; since Linux 5.18, or version 1's counter of it.</summary>
    public Bytes? Kernel { get; init; }

    public Bytes? KernelStacks { get; init; }

    public Bytes? PageTables { get; init; }

    /// <summary>Of virtual machines and I/O memory management units.</summary>
    public Bytes? SecondaryPageTables { get; init; }

    public Bytes? PerProcessor { get; init; }

    public Bytes? VirtuallyMapped { get; init; }

    public Bytes? Slab { get; init; }

    public Bytes? SlabReclaimable { get; init; }

    /// <summary>Swapped pages kept compressed in memory.</summary>
    public Bytes? CompressedSwap { get; init; }

    /// <summary>Socket buffers. Version 1 counts TCP's alone, and apart from the usage.</summary>
    public Bytes? Sockets { get; init; }

    /// <summary>Present only where huge pages are charged at all (mount option memory_hugetlb_accounting).</summary>
    public Bytes? Hugetlb { get; init; }
}
