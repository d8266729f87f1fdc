using Fathom.Accounting;
using Fathom.Accounting.Container;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Pages of files that were read or written: charged to the container, and given up before anybody is killed, once they are written.</summary>
sealed class PageCache : Rule
{
    const double ManyDirty = 0.2;
    const double MuchCache = 0.25;

    public override string Id => "FTH001";

    public override Finding? Judge(Case seen)
    {
        if (ContainerParts.Limited(seen) is not { } container)
            return null;
        Bytes dirty = container.On(ContainerAccounts.FileDirty), all = container.On(ContainerAccounts.File), limit = container.Container.Usage.Limit!.Value;
        bool unwritten = dirty.Value >= limit.Value * ManyDirty;
        if (!ContainerParts.Matters(container, all) || (!unwritten && all.Value < container.Usage.Value * MuchCache))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = unwritten ? Severity.Warning : Severity.Info,
            Confidence = Confidence.Certain,
            Title = unwritten ? $"{SizeText.Of(dirty)} of page cache wait to be written to disk"
                : $"{SizeText.Of(all)} of the container's memory are page cache: it goes when memory is needed",
            Shares = [.. ContainerParts.Shares(container, account => account.StartsWith(ContainerAccounts.File, StringComparison.Ordinal))],
            Evidence =
            [
                ContainerParts.Usage(container), $"{SizeText.Of(container.Reclaimable)} of it can go at once, {SizeText.Of(dirty)} must be written first",
                $"this process itself has {SizeText.Of(seen.Resident)}",
            ],
            Return = unwritten ? $"-{SizeText.Of(dirty)} once they are written" : null,
        };
    }

    public override RuledOut? Clear(Case seen) =>
        ContainerParts.Limited(seen) is { } container ? new RuledOut("page cache", SizeText.Of(container.On(ContainerAccounts.File))) : null;
}
