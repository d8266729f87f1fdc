using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Container;
using Fathom.Evidence;
using Fathom.Evidence.Container;

namespace Fathom.Findings.Rules;

/// <summary>Processes beside the JVM: the limit is for all of them together.</summary>
sealed class OtherProcesses : Rule
{
    const int MostNamed = 3;

    public override string Id => "FTH003";

    public override Finding? Judge(Case seen)
    {
        if (ContainerParts.Limited(seen) is not { } container || Target(container) is not { } target)
            return null;
        if (seen.Snapshot.Saved is not null)
            return Charged(container);
        List<(ContainerProcess Process, Bytes Bytes)> children = [.. Others(container).Where(each => IsChild(each.Process, target, container))];
        Bytes childrens = Sum(children), others = Sum(Others(container));
        if (!ContainerParts.Matters(container, others))
            return null;
        bool own = ContainerParts.Matters(container, childrens);
        List<(ContainerProcess Process, Bytes Bytes)> told = own ? children : [.. Others(container)];
        return new Finding
        {
            Rule = Id,
            Severity = own && ContainerParts.IsMuch(container, childrens) ? Fault(seen, childrens) : Severity.Info,
            Confidence = Confidence.Certain,
            Title = $"{(own ? "child processes of this one" : "other processes of the container")} hold {SizeText.Of(Sum(told))}",
            Shares = [.. told.Select(each => Share.OfContainer(ContainerAccounts.Of(each.Process), each.Bytes))],
            Evidence =
            [
                ContainerParts.Usage(container), $"this process itself has {SizeText.Of(seen.Resident)}",
                .. told.OrderByDescending(each => each.Bytes.Value).Take(MostNamed).Select(each =>
                    string.Create(CultureInfo.InvariantCulture, $"pid {each.Process.Pid} {each.Process.Name}: {SizeText.Of(each.Bytes)}")),
            ],
            Return = own ? $"-{SizeText.Of(childrens)} when they end" : null,
        };
    }

    /// <summary>Of files: what the container is charged for beside the process, without names.</summary>
    Finding? Charged(ContainerLedger container)
    {
        Bytes others = container.On(ContainerAccounts.AnonymousOther);
        return !ContainerParts.Matters(container, others) ? null : new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Likely,
            Title = $"other processes of the container hold {SizeText.Of(others)}",
            Shares = [Share.OfContainer(ContainerAccounts.AnonymousOther, others)],
            Evidence = [ContainerParts.Usage(container), "its anonymous memory is so much more than that of this process (memory.stat, RssAnon)"],
            Undecided = "which ones: ps with the pids of cgroup.procs",
        };
    }

    public override RuledOut? Clear(Case seen) =>
        ContainerParts.Limited(seen) is { } container && Target(container) is not null && !ContainerParts.Matters(container, Undivided(container)) ? new RuledOut("other processes", SizeText.Of(Sum(Others(container)))) : null;

    static ContainerProcess? Target(ContainerLedger container) => container.Container.Processes.FirstOrDefault(process => process.IsTarget);

    /// <summary>What is proved to be theirs and charged here.</summary>
    static IEnumerable<(ContainerProcess Process, Bytes Bytes)> Others(ContainerLedger container)
    {
        foreach (ContainerProcess process in container.Container.Processes)
        {
            if (!process.IsTarget && container.Lines.FirstOrDefault(line => line.Account == ContainerAccounts.Of(process)).Amount is { Value: > 0 } bytes)
                yield return (process, bytes);
        }
    }

    /// <summary>Somebody's, of which nothing tells whose.</summary>
    static Bytes Undivided(ContainerLedger container) => container.On(ContainerAccounts.AnonymousOther) + container.On(ContainerAccounts.AnonymousUnsplit);

    static bool IsChild(ContainerProcess process, ContainerProcess target, ContainerLedger container)
    {
        Dictionary<int, ContainerProcess> byPid = [];
        foreach (ContainerProcess each in container.Container.Processes)
            byPid.TryAdd(each.Pid, each);
        ContainerProcess? at = process;
        // A list that was read while processes came and went may have a ring in it.
        for (int i = 0; i <= byPid.Count && at?.ParentPid is { } parent; i++)
        {
            if (parent == target.Pid)
                return true;
            at = byPid.GetValueOrDefault(parent);
        }
        return false;
    }

    static Bytes Sum(IEnumerable<(ContainerProcess Process, Bytes Bytes)> processes) =>
        processes.Aggregate(Bytes.Zero, (sum, each) => sum + each.Bytes);
}
