using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Stacks that once were deep: the kernel keeps their pages until the thread ends.</summary>
sealed class DeepStacks : Rule
{
    static readonly Bytes Deep = Bytes.FromMiB(1);
    static readonly Bytes LeastFault = Bytes.FromMiB(32);

    public override string Id => "FTH047";

    public override Finding? Judge(Case seen)
    {
        IReadOnlyList<ThreadUsage> deep = [.. ThreadUsage.Of(seen.Snapshot).Where(thread => thread.Resident >= Deep)];
        Bytes held = deep.Aggregate(Bytes.Zero, (sum, thread) => sum + (thread.Resident ?? Bytes.Zero));
        if (!seen.Matters(held))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = held >= LeastFault ? Fault(seen, held) : Severity.Info,
            Confidence = Confidence.Certain,
            Title = $"{Jvm.Number(deep.Count)} deep stacks hold {SizeText.Of(held)}",
            Shares =
            [
                .. deep.GroupBy(AccountOf).Select(same => Share.OfAccount(same.Key,
                    same.Aggregate(Bytes.Zero, (sum, thread) => sum + (thread.Resident ?? Bytes.Zero)))),
            ],
            Evidence =
            [
                $"the deepest: {Jvm.Short(ThreadPattern.Of(deep[0].Java?.Name ?? deep[0].Thread.Name))} with {SizeText.Of(deep[0].Resident)}",
                "a stack grows by calls, and its pages stay in memory after they return, until the thread ends",
            ],
            Return = $"-{SizeText.Of(held)} once these threads end",
        };
    }

    static string AccountOf(ThreadUsage thread) =>
        thread.Java is { Name: { } name } ? Accounts.JavaStack(name) : Accounts.NativeStack(thread.Thread.Name);
}
