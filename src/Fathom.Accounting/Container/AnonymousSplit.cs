using Fathom.Evidence;
using Fathom.Evidence.Container;

namespace Fathom.Accounting.Container;

/// <summary>
/// Divides the container's anonymous memory among its processes. A page that is shared since a fork counts in each
/// process that maps it and is charged once; one that was touched before its process came into the cgroup counts here and
/// is charged elsewhere. Both make the processes' sum too large, each such page by at least one; so a process has, alone and
/// charged here, no less than its own figure without the whole excess. That much is proved; the rest is left undivided.
/// </summary>
sealed class AnonymousSplit(ContainerMemory container, Bytes charged)
{
    /// <summary>The other processes are one account together.</summary>
    const int Leaves = 20;

    readonly bool _hasShares = container.Processes.Count > 0
        && container.Processes.All(process => process.AnonymousShare is not null || process.Anonymous.Value == 0);

    public IEnumerable<ContainerPosting> Post()
    {
        if (container.Processes.Count == 0)
            return [new ContainerPosting(ContainerAccounts.AnonymousUnsplit, charged, Bytes.Zero, "memory.stat")];
        Bytes excess = Sum(Own) - charged;
        // Below that it is what came and went between the two figures.
        Bytes drift = new(Math.Max((container.ChargedAhead ?? Bytes.Zero).Value, charged.Value / 100));
        return excess > drift ? Divided(process => new Bytes(Math.Max(0, Own(process).Value - excess.Value)), ContainerAccounts.AnonymousUnsplit)
            : Divided(Own, ContainerAccounts.AnonymousOther);
    }

    List<ContainerPosting> Divided(Func<ContainerProcess, Bytes> part, string rest)
    {
        List<ContainerPosting> postings = [];
        Bytes others = Bytes.Zero;
        foreach (ContainerProcess process in TargetFirst())
        {
            if (part(process) is not { Value: > 0 } amount)
                continue;
            if (postings.Count < Leaves)
                postings.Add(new ContainerPosting(ContainerAccounts.Of(process), amount, Bytes.Zero, Source));
            else
                others += amount;
        }
        Bytes left = charged - postings.Aggregate(Bytes.Zero, (sum, posting) => sum + posting.Amount) - others;
        if (rest == ContainerAccounts.AnonymousOther)
            others = new Bytes(Math.Max(others.Value, (others + left).Value));
        else if (left.Value > 0)
            postings.Add(new ContainerPosting(rest, left, Bytes.Zero, "memory.stat"));
        if (others.Value > 0)
            postings.Add(new ContainerPosting(ContainerAccounts.AnonymousOther, others, Bytes.Zero, "memory.stat"));
        return postings;
    }

    IEnumerable<ContainerProcess> TargetFirst() =>
        container.Processes.Where(process => process.IsTarget).Concat(container.Processes.Where(process => !process.IsTarget));

    Bytes Own(ContainerProcess process) => _hasShares ? process.AnonymousShare ?? Bytes.Zero : process.Anonymous;

    string Source => _hasShares ? "Pss_Anon" : "RssAnon";

    Bytes Sum(Func<ContainerProcess, Bytes> of) =>
        container.Processes.Aggregate(Bytes.Zero, (sum, process) => sum + of(process));
}
