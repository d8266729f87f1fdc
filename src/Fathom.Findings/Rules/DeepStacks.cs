using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Stacks that once were deep: the kernel keeps their pages until the thread ends.</summary>
sealed class DeepStacks : Rule
{
    static readonly Bytes Deep = Bytes.FromMiB(1);
    static readonly Bytes LeastFault = Bytes.FromMiB(32);

    // A frame takes about a hundred bytes: a stack of 1 MiB that is in use has thousands. HotSpot prints 1,024 of them.
    const int Shallow = 300;
    const int InUse = 1000;

    public override string Id => "FTH047";

    public override ConfirmingTest Test => ConfirmingTest.ThreadDump;

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

    /// <summary>Threads that stand near the bottom of their stack now do not use what is above.</summary>
    public override Shown Read(TestAnswers answers, Finding finding, Case before, Case after)
    {
        HashSet<string> names = [.. ThreadUsage.Of(before.Snapshot).Where(thread => thread.Resident >= Deep).Select(thread => thread.Java?.Name).OfType<string>()];
        int[] depths = [.. (answers.Threads?.Threads ?? []).Where(thread => names.Contains(thread.Name)).Select(thread => JavaFrames.Of(thread).Count)];
        if (depths.Length == 0)
            return Shown.Nothing;
        int shallow = depths.Count(depth => depth <= Shallow), inUse = depths.Count(depth => depth >= InUse);
        return new Shown(shallow == depths.Length ? Outcome.Confirmed : inUse > depths.Length / 2 ? Outcome.Refuted : Outcome.CannotTell,
            $"{Jvm.Number(depths.Length)} such threads have up to {Jvm.Number(depths.Max())} frames now",
            shallow == depths.Length ? "they were deep before: those pages are not in use" : $"{Jvm.Number(inUse)} of them are deep now: their pages are in use");
    }

    static string AccountOf(ThreadUsage thread) =>
        thread.Java is { Name: { } name } ? Accounts.JavaStack(name) : Accounts.NativeStack(thread.Thread.Name);
}
