using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Findings.Rules;

/// <summary>Threads in numbers that no pool of a sane size has: started for each request, or pools that are never shut down.</summary>
sealed class ManyThreads : Rule
{
    // Tomcat's own bound is 200; a pool of several hundred is somebody's choice, one of each number is nobody's.
    const int Least = 200;
    const int MostByChoice = 500;

    // Of a pool that works, some stand elsewhere at any moment.
    const double Idle = 0.8;
    const double Busy = 0.5;

    public override string Id => "FTH046";

    public override ConfirmingTest Test => ConfirmingTest.ThreadDump;

    public override Finding? Judge(Case seen)
    {
        if (ThreadGroup.Of(seen) is not [{ Count: >= Least } group, ..])
            return null;
        Rows own = Jvm.Rows(seen, IsThread);
        long part = own.Count == 0 ? 0 : (long)(own.Resident.Value * Math.Min(1.0, (double)group.Count / Math.Max(1, seen.Snapshot.Threads.Count)));
        Bytes cost = group.Stacks + new Bytes(part);
        if (!seen.Matters(cost))
            return null;
        bool isLeak = group.Count >= MostByChoice || group.Firsts >= group.Count / 2;
        return new Finding
        {
            Rule = Id,
            Severity = isLeak ? Fault(seen, cost) : Severity.Info,
            Confidence = Confidence.Likely,
            Title = $"{Jvm.Number(group.Count)} threads {Jvm.Short(group.Pattern)} hold {SizeText.Of(cost)}",
            Shares = [.. group.Shares, .. Scaled(own, part)],
            Evidence =
            [
                $"{SizeText.Of(new Bytes(cost.Value / group.Count))} each in memory, not the {StackSize(seen)} that are reserved for a stack",
                $"{Jvm.Number(seen.Snapshot.Threads.Count)} threads in all",
                .. group.Firsts >= group.Count / 2 && group.Count > 1 ? [$"{Jvm.Number(group.Firsts)} different numbers in their names: pools that were made anew each time, or threads without a pool"] : Array.Empty<string>(),
            ],
            Return = $"-{SizeText.Of(cost)} once they end",
        };
    }

    /// <summary>Threads that nobody uses stand in one place and wait.</summary>
    public override Shown Read(TestAnswers answers, Finding finding, Case before, Case after)
    {
        if (ThreadGroup.Of(before) is not [var group, ..] || answers.Threads is not { } dump)
            return Shown.Nothing;
        DumpedThread[] threads = [.. dump.Threads.Where(thread => group.Has(thread.Name))];
        if (threads.Length < Least / 2)
            return Shown.Nothing;
        IGrouping<string, DumpedThread>[] places = [.. threads.GroupBy(thread => string.Join('\n', JavaFrames.Of(thread))).OrderByDescending(same => same.Count())];
        int together = places[0].Count(), waiting = threads.Count(thread => thread.State?.StartsWith("RUNNABLE", StringComparison.Ordinal) == false);
        Outcome outcome = together >= threads.Length * Idle && waiting >= threads.Length * Idle ? Outcome.Confirmed
            : waiting < threads.Length * Busy ? Outcome.Refuted : Outcome.CannotTell;
        return new Shown(outcome,
        [
            $"{Jvm.Number(together)} of {Jvm.Number(threads.Length)} stand in one place, {Jvm.Number(waiting)} of them all wait",
            $"{Jvm.Number(places.Length)} different stacks; the commonest: {places[0].First().State} in {Dumped.Place(JavaFrames.Of(places[0].First())) ?? "no Java code"}",
        ]);
    }

    public override RuledOut? Clear(Case seen) => seen.Snapshot.Threads.Count == 0 ? null
        : new RuledOut("threads", $"{Jvm.Number(seen.Snapshot.Threads.Count)} with {SizeText.Of(seen.On("stacks/"))} of stack");

    static bool IsThread(CensusRow row) => row.Owner == "libjvm.so" && row.Structure is "JavaThread";

    static IEnumerable<Share> Scaled(Rows rows, long part)
    {
        foreach (Share share in rows.Shares)
        {
            long bytes = Math.Min(part, share.Bytes.Value);
            part -= bytes;
            if (bytes > 0)
                yield return share with { Bytes = new Bytes(bytes) };
        }
    }

    static string StackSize(Case seen) => Jvm.Size(seen, "ThreadStackSize") is { Value: > 0 and < 1 << 30 } kib ? SizeText.Of(new Bytes(kib.Value * 1024)) : "1 MiB";
}
