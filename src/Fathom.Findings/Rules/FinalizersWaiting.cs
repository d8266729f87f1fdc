using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Findings.Rules;

/// <summary>Objects wait for the finalizer thread, and native memory behind them: a finalize() that blocks, or more of them than one thread can do.</summary>
sealed class FinalizersWaiting : CensusRule
{
    /// <summary>A collection may find as many at once; they are done in a moment.</summary>
    public const long Many = 100;

    const double Stuck = 0.8;
    const double Moving = 0.2;

    public override string Id => "FTH018";

    public override ConfirmingTest Test => ConfirmingTest.FinalizerQueue;

    public override bool NeedsSizes => false;

    public override Finding? Judge(Case seen)
    {
        if (seen.Jvm?.Figures?.FinalizersWaiting is not (>= Many and var waiting))
            return null;
        if (Undivided.IsAll(seen))
            return Counted(seen, waiting);
        Rows rows = new(seen.Rows(Waits));
        if (!seen.Matters(rows.Resident))
            return null;
        return About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"{waiting:N0} objects wait to be finalized, and behind such objects {SizeText.Of(rows.Resident)}")) with
        {
            Confidence = AtBest(Confidence.Likely, rows),
            Evidence = [.. rows.Said(), string.Create(CultureInfo.InvariantCulture, $"java.lang.ref.Finalizer.queue holds {waiting:N0}"), .. Collected.Said(seen)],
            Undecided = "whether the thread named Finalizer moves: jstack PID, twice; jcmd PID GC.finalizer_info names the classes",
            Return = $"live -{SizeText.Of(rows.Resident)} once they are finalized",
        };
    }

    /// <summary>By the JVM's own answers: how many wait, and, where there is a dump, whether their thread stands in somebody's finalize().</summary>
    Finding Counted(Case seen, long waiting)
    {
        DumpedThread? thread = seen.Snapshot.Saved?.Last<ThreadDump>()?.Threads.FirstOrDefault(thread => thread.Name == "Finalizer");
        IReadOnlyList<string> stack = thread is null ? [] : JavaFrames.Of(thread);
        bool isBusy = stack.Any(frame => frame.Contains("runFinalizer", StringComparison.Ordinal));
        return new Finding
        {
            Rule = Id,
            Severity = isBusy ? Fault(seen, Bytes.Zero) : Severity.Info,
            Confidence = isBusy ? Confidence.Likely : Confidence.Possible,
            Title = $"{Jvm.Number(waiting)} objects wait to be finalized, with the native memory behind them",
            Evidence =
            [
                .. (seen.Snapshot.Saved?.Last<FinalizerInfo>()?.Waiting ?? []).OrderByDescending(each => each.Instances).Take(3).Select(each => $"GC.finalizer_info: {Jvm.Number(each.Instances)} of {Jvm.Short(each.Name)}"),
                .. thread is null ? Array.Empty<string>() : [Stands(thread)], .. Collected.Said(seen),
            ],
            Undecided = "whether the thread named Finalizer moves: jstack PID, twice",
            Return = "what they hold, once they are finalized",
        };
    }

    /// <summary>A queue that is worked on gets shorter in the time between two looks.</summary>
    public override Shown Read(TestAnswers answers, Finding finding, Case before, Case after)
    {
        if (before.Jvm?.Figures?.FinalizersWaiting is not (> 0 and var first) || after.Jvm?.Figures?.FinalizersWaiting is not { } second)
            return Shown.Nothing;
        Outcome outcome = second >= first * Stuck ? Outcome.Confirmed : second <= first * Moving ? Outcome.Refuted : Outcome.CannotTell;
        return new Shown(outcome,
        [
            $"{Jvm.Number(first)} objects waited, {Jvm.Number(second)} wait a moment later{(outcome == Outcome.Refuted ? ": they are worked on" : "")}",
            .. Largest(answers),
            .. answers.Threads?.Threads.FirstOrDefault(thread => thread.Name == "Finalizer") is { } thread ? [Stands(thread)] : Array.Empty<string>(),
        ]);
    }

    static IEnumerable<string> Largest(TestAnswers answers) =>
        (answers.Finalizers?.Waiting ?? []).OrderByDescending(each => each.Instances).Take(3).Select(each => $"{Jvm.Number(each.Instances)} of {Jvm.Short(each.Name)}");

    static string Stands(DumpedThread thread) =>
        $"the thread Finalizer is {thread.State ?? thread.Doing}{(Dumped.Place(JavaFrames.Of(thread)) is { } place ? " in " + place : "")}";

    public override RuledOut? Clear(Case seen) => seen.Jvm?.Figures?.FinalizersWaiting is { } waiting
        ? new RuledOut("objects to be finalized", string.Create(CultureInfo.InvariantCulture, $"{waiting:N0}"))
        : null;

    /// <summary>Held by Java objects that nothing but the finalizer is known to refer to.</summary>
    static bool Waits(CensusRow row) => row.Holder is not null && row.Reachable is Reachable.Garbage or Reachable.Unknown;
}
