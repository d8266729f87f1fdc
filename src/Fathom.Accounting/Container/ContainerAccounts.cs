using System.Globalization;
using Fathom.Evidence.Container;

namespace Fathom.Accounting.Container;

/// <summary>The names of a container's accounts: a fixed tree with bounded leaves (docs/commands/ledger.md).</summary>
public static class ContainerAccounts
{
    public const string Anonymous = "anon";
    public const string AnonymousOther = "anon/other";
    public const string AnonymousUnsplit = "anon/unsplit";
    public const string File = "file";
    public const string FileClean = "file/clean";
    public const string FileDirty = "file/dirty";
    public const string FileUnsplit = "file/unsplit";
    public const string Shared = "shmem";
    public const string Kernel = "kernel";
    public const string KernelOther = "kernel/other";
    public const string KernelUnsplit = "kernel/unsplit";
    public const string Slab = "kernel/slab";
    public const string Sockets = "kernel/sock";
    public const string PageTables = "kernel/pagetables";
    public const string Stacks = "kernel/stacks";
    public const string PerProcessor = "kernel/percpu";
    public const string VirtuallyMapped = "kernel/vmalloc";
    public const string CompressedSwap = "kernel/zswap";
    public const string Hugetlb = "hugetlb";

    /// <summary>In saved files a process may have no number; it has a name then.</summary>
    public static string Of(ContainerProcess process) =>
        "anon/" + (process.Pid > 0 ? process.Pid.ToString(CultureInfo.InvariantCulture) : Accounts.Leaf(process.Name));
}
