using Fathom.Accounting.Container;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>
/// What is charged to a container beside the process. Without a limit nobody is killed for it: then it is a unit or a user's
/// slice, and the others in it are nobody's fault.
/// </summary>
static class ContainerParts
{
    static readonly Bytes Least = new(5 << 20);
    const double LeastShare = 0.05;

    /// <summary>Null where there is no limit, or no figures.</summary>
    public static ContainerLedger? Limited(Case seen) => seen.Container is { Container.Usage.Limit: { Value: > 0 } } container ? container : null;

    public static bool Matters(ContainerLedger container, Bytes bytes) =>
        bytes >= Least && bytes.Value >= container.Usage.Value * LeastShare;

    /// <summary>A finding takes the leaves of a branch.</summary>
    public static IEnumerable<Share> Shares(ContainerLedger container, Func<string, bool> account) =>
        container.Lines.Where(line => account(line.Account)).Select(line => Share.OfContainer(line.Account, line.Amount));

    public static string Usage(ContainerLedger container) =>
        $"the container uses {SizeText.Of(container.Usage)} of {SizeText.Of(container.Container.Usage.Limit)}";
}
