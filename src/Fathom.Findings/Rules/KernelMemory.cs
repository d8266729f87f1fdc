using Fathom.Accounting;
using Fathom.Accounting.Container;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Memory of the kernel's on behalf of the container: names of files, full pipes and sockets, page tables.</summary>
sealed class KernelMemory : Rule
{
    public override string Id => "FTH004";

    public override Finding? Judge(Case seen)
    {
        if (ContainerParts.Limited(seen) is not { } container)
            return null;
        Bytes kernel = container.On(ContainerAccounts.Kernel);
        if (!ContainerParts.Matters(container, kernel))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Fault(seen, kernel),
            Confidence = Confidence.Certain,
            Title = $"the kernel holds {SizeText.Of(kernel)} for this container",
            Shares = [.. ContainerParts.Shares(container, account => account.StartsWith(ContainerAccounts.Kernel, StringComparison.Ordinal))],
            Evidence = [ContainerParts.Usage(container), .. Parts(container), .. Tables(container)],
        };
    }

    public override RuledOut? Clear(Case seen) =>
        ContainerParts.Limited(seen) is { } container ? new RuledOut("kernel memory", SizeText.Of(container.On(ContainerAccounts.Kernel))) : null;

    /// <summary>Version 1 has one figure for all of it.</summary>
    static IEnumerable<string> Parts(ContainerLedger container)
    {
        foreach (ContainerPosting line in container.Lines.Where(line => line.Account.StartsWith(ContainerAccounts.Kernel, StringComparison.Ordinal))
            .OrderByDescending(line => line.Amount.Value).Take(3))
        {
            yield return line.Account == ContainerAccounts.KernelUnsplit ? "this kernel does not say what it is made of: names of files, pipes, sockets, page tables"
                : $"{line.Account} {SizeText.Of(line.Amount)}";
        }
    }

    static IEnumerable<string> Tables(ContainerLedger container)
    {
        Bytes tables = container.Container.Processes.Aggregate(Bytes.Zero, (sum, process) => sum + process.PageTables);
        if (tables.Value > 0)
            yield return $"page tables of its processes have {SizeText.Of(tables)} of that";
    }
}
