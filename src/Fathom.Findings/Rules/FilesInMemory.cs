using Fathom.Accounting;
using Fathom.Accounting.Container;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Files in tmpfs and shared memory: charged to the container until they are deleted, and never given up without swap.</summary>
sealed class FilesInMemory : Rule
{
    public override string Id => "FTH002";

    public override Finding? Judge(Case seen)
    {
        if (ContainerParts.Limited(seen) is not { } container)
            return null;
        Bytes nobodys = NotMapped(container);
        if (!ContainerParts.Matters(container, nobodys))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Fault(seen, nobodys),
            Confidence = Confidence.Certain,
            Title = $"files in memory (tmpfs, /dev/shm, memfd) hold {SizeText.Of(nobodys)} of the container",
            Shares = [Share.OfContainer(ContainerAccounts.Shared, nobodys)],
            Evidence = [ContainerParts.Usage(container), $"{SizeText.Of(container.On(ContainerAccounts.Shared))} are shared memory; what processes map of it is not counted here"],
            Return = $"-{SizeText.Of(nobodys)} once they are deleted",
        };
    }

    public override RuledOut? Clear(Case seen) =>
        ContainerParts.Limited(seen) is { } container ? new RuledOut("files in memory", SizeText.Of(NotMapped(container))) : null;

    /// <summary>ZGC's heap is shared memory, too, and mapped: that is the process' own.</summary>
    static Bytes NotMapped(ContainerLedger container)
    {
        long mapped = container.Container.Processes.Sum(process => process.MappedShared.Value);
        return new Bytes(Math.Max(0, container.On(ContainerAccounts.Shared).Value - mapped));
    }
}
