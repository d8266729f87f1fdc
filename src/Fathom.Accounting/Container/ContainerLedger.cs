using Fathom.Evidence;
using Fathom.Evidence.Container;

namespace Fathom.Accounting.Container;

/// <summary>
/// The usage of the container's cgroup by account. What stands on the accounts plus <see cref="Remainder"/> is the kernel's
/// own figure. Only anonymous memory is divided by process: of a page of a file the kernel knows the cgroup that touched
/// it first, and not who uses it.
/// </summary>
public sealed class ContainerLedger
{
    ContainerLedger(ContainerMemory container, IReadOnlyList<ContainerPosting> lines)
    {
        Container = container;
        Lines = lines;
        Counted = lines.Aggregate(Bytes.Zero, (sum, line) => sum + line.Amount);
        Reclaimable = lines.Aggregate(Bytes.Zero, (sum, line) => sum + (line.Reclaimable ?? Bytes.Zero));
    }

    public ContainerMemory Container { get; }

    /// <summary>Leaves only, in the order of the tree.</summary>
    public IReadOnlyList<ContainerPosting> Lines { get; }

    public Bytes Counted { get; }

    /// <summary>What the kernel can drop before it kills, without writing anything.</summary>
    public Bytes Reclaimable { get; }

    public Bytes Usage => Container.Usage.Usage;

    /// <summary>
    /// Usage that no account has: charged ahead by the processors, in the swap cache, not told by this kernel; below 0 where
    /// things went while they were counted.
    /// </summary>
    public Bytes Remainder => Usage - Counted;

    /// <summary>How much of it the kernel's way of counting accounts for; null where only files were saved.</summary>
    public Bytes? RemainderExpected =>
        Container.ChargedAhead is { } ahead ? ahead + (Container.Stat.SwapCached ?? Bytes.Zero) : null;

    /// <summary>More is missing than that: a part of the usage has no figure.</summary>
    public bool IsIncomplete => Remainder > (RemainderExpected ?? Bytes.Zero) && Remainder.Value > Usage.Value / 100;

    /// <summary>Kernel memory of which no figure tells: Linux before 5.18 with version 2.</summary>
    public bool KernelIsCountedInPart => Container.Usage.Version == 2 && Container.Stat.Kernel is null;

    /// <summary>
    /// Pages of files that a process of this container maps although another cgroup was charged for them, having touched
    /// them first: libraries of a shared image, mostly. Never part of the sum; at least so much, of the process that has
    /// most. 0 where nothing shows any.
    /// </summary>
    public Bytes MappedElsewhere { get; private init; }

    /// <summary>Null where the container is all of the machine, or nothing tells what it is made of.</summary>
    public static ContainerLedger? Of(Snapshot snapshot) =>
        snapshot.Container is { Stat: not { Anonymous: null, File: null, Kernel: null } } container ? Of(container) : null;

    public static ContainerLedger Of(ContainerMemory container)
    {
        MemoryStat stat = container.Stat;
        List<ContainerPosting> lines = [];
        if (stat.Anonymous is { } anonymous)
            lines.AddRange(new AnonymousSplit(container, anonymous).Post());
        lines.AddRange(FileSplit.Post(stat));
        lines.AddRange(KernelSplit.Post(stat, container.Usage.Version));
        if (stat.Hugetlb is { } huge)
            lines.Add(new(ContainerAccounts.Hugetlb, huge, Bytes.Zero, "memory.stat"));
        return new ContainerLedger(container, [.. lines.Where(line => line.Amount.Value != 0)]) { MappedElsewhere = Elsewhere(container) };
    }

    /// <summary>On an account and all below it: "kernel", "file/dirty".</summary>
    public Bytes On(string account) => Lines.Where(line => IsIn(line.Account, account)).Aggregate(Bytes.Zero, (sum, line) => sum + line.Amount);

    /// <summary>The target's anonymous memory that is charged here; null where it is not among the processes.</summary>
    public Bytes? OnTarget => Container.Processes.FirstOrDefault(process => process.IsTarget) is { } target ? On(ContainerAccounts.Of(target)) : null;

    static bool IsIn(string account, string branch) =>
        account.StartsWith(branch, StringComparison.Ordinal) && (account.Length == branch.Length || account[branch.Length] == '/');

    static Bytes Elsewhere(ContainerMemory container) =>
        container.Stat.Mapped is { } mapped && container.Processes.Count > 0
            ? new Bytes(Math.Max(0, container.Processes.Max(process => process.MappedFiles.Value) - mapped.Value))
            : Bytes.Zero;
}
