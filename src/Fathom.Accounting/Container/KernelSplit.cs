using Fathom.Evidence;
using Fathom.Evidence.Container;

namespace Fathom.Accounting.Container;

/// <summary>The kernel's own memory on behalf of the container. Version 1 counts it in one figure.</summary>
static class KernelSplit
{
    const string Source = "memory.stat";

    public static IEnumerable<ContainerPosting> Post(MemoryStat stat, int version)
    {
        if (version == 1)
            return stat.Kernel is { } all ? [new ContainerPosting(ContainerAccounts.KernelUnsplit, all, null, "memory.kmem.usage")] : [];
        List<ContainerPosting> parts = [];
        Add(parts, ContainerAccounts.Slab, stat.Slab, stat.SlabReclaimable);
        Add(parts, ContainerAccounts.PageTables, Sum(stat.PageTables, stat.SecondaryPageTables), Bytes.Zero);
        Add(parts, ContainerAccounts.Stacks, stat.KernelStacks, Bytes.Zero);
        Add(parts, ContainerAccounts.PerProcessor, stat.PerProcessor, Bytes.Zero);
        Add(parts, ContainerAccounts.VirtuallyMapped, stat.VirtuallyMapped, Bytes.Zero);
        Add(parts, ContainerAccounts.CompressedSwap, stat.CompressedSwap, Bytes.Zero);
        // Pipe buffers and others that ask for whole pages have no key of their own.
        if (stat.Kernel is { } total && total - parts.Aggregate(Bytes.Zero, (sum, part) => sum + part.Amount) is { Value: > 0 } other)
            Add(parts, ContainerAccounts.KernelOther, other, Bytes.Zero);
        // Socket buffers are charged as pages and not among the kernel's (mem_cgroup_charge_skmem).
        Add(parts, ContainerAccounts.Sockets, stat.Sockets, Bytes.Zero);
        return parts;
    }

    static void Add(List<ContainerPosting> parts, string account, Bytes? amount, Bytes? reclaimable)
    {
        if (amount is { Value: > 0 } some)
            parts.Add(new ContainerPosting(account, some, reclaimable is { } most && most > some ? some : reclaimable, Source));
    }

    static Bytes? Sum(Bytes? a, Bytes? b) => a is { } known ? known + (b ?? Bytes.Zero) : b;
}
