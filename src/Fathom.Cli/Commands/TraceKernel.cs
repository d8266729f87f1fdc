using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Sources;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Uprobes;
using Fathom.Views.Profiles;
using Fathom.Views.Tracing;

namespace Fathom.Cli.Commands;

/// <summary>`fathom trace --engine kernel`: nothing is loaded into the process, which need not be a JVM.</summary>
static class TraceKernel
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    const int Many = 64, MostRounds = 100;

    // Of steps: what is slow to look at is looked at each second.
    const int StepsOfRenewal = 100;

    public static Result<TraceAnswer> Trace(Session session, TraceChoice choice, JvmProcess process, EarlierTrace earlier)
    {
        if (!KernelPlan.Of(process).Try(out KernelPlan? plan, out Gap? gap))
            return gap;
        if (Consent.Objection(session, string.Create(CultureInfo.InvariantCulture, $"trace {process.Pid}"), plan.Price(), choice.Yes, "trace") is { } objection)
        {
            plan.Dispose();
            return objection;
        }
        if (!KernelSession.Begin(plan, choice.Interval).Try(out KernelSession? kernel, out gap))
            return gap;
        using (kernel)
        {
            Watch(session, choice, kernel);
            kernel.Stop();
            // After the last sample: a thread that began before it has a name by now.
            AllocationProfile profile = kernel.Read(choice.OlderThan, ThreadNames(process));
            TraceFigures figures = kernel.Figures(choice.OlderThan);
            return Answer(choice, kernel, profile, figures, earlier);
        }
    }

    static Result<TraceAnswer> Answer(TraceChoice choice, KernelSession kernel, AllocationProfile profile, TraceFigures figures, EarlierTrace earlier)
    {
        ProfileReport report = new(choice.Profile.Question);
        if (report.Add(profile) is { } refused)
            return refused;
        Cost cost = Cost.None with { Wall = figures.Elapsed, MemoryRead = kernel.MemoryRead, OwnPeak = OwnFootprint.Peak(), LeftBehind = ["a page of the kernel's, mapped ([uprobes])"] };
        Target target = JvmTarget.Of(kernel.Process, PerfDataFile.Read(kernel.Process).Or(null), raw: false);
        return choice.Answer(target, new ProfileAnswer(report, choice.Profile.Shown, choice.Profile.Quiet ? [] : Missing(kernel, figures), cost), profile, figures, earlier);
    }

    /// <summary>Until the time is over, the target ends, or Ctrl-C. Stacks are taken in as they come: the kernel keeps a few hundred.</summary>
    static void Watch(Session session, TraceChoice choice, KernelSession kernel)
    {
        using ManualResetEventSlim ended = new();
        using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            ended.Set();
        });
        bool tells = session.TalkIsTerminal && !choice.Profile.Quiet;
        long begun = Stopwatch.GetTimestamp();
        for (int step = 1; choice.For is not { } whole || Stopwatch.GetElapsedTime(begun) < whole; step++)
        {
            if (ended.Wait(Step))
                break;
            TakeIn(kernel);
            if (step % StepsOfRenewal != 0)
                continue;
            if (!kernel.Process.IsAlive())
                break;
            kernel.Renew();
            if (tells)
                session.Talk.Write(string.Create(CultureInfo.InvariantCulture, $"\r{kernel.Elapsed.TotalSeconds:0} s, {kernel.Samples:N0} samples (Ctrl-C ends)"));
        }
        if (tells)
            session.Talk.Write("\r                                              \r");
    }

    /// <summary>In a burst more comes while stacks are walked; but the time that was asked for must end.</summary>
    static void TakeIn(KernelSession kernel)
    {
        for (int rounds = 0; rounds < MostRounds && kernel.Drain() > Many;)
            rounds++;
    }

    static IReadOnlyDictionary<int, string> ThreadNames(JvmProcess process) =>
        JavaNames.Of(JvmKind.Objection(process) is null ? LiveLook.At(process.Pid, new LookOptions()).Or(null) : null);

    static List<Gap> Missing(KernelSession kernel, TraceFigures figures)
    {
        List<Gap> gaps = [.. kernel.Unread];
        string place = kernel.Process.Pid.ToString(CultureInfo.InvariantCulture);
        if (figures.Lost > 0)
            gaps.Add(Gaps.KernelLost.At(place, null, figures.Lost.ToString("N0", CultureInfo.InvariantCulture), figures.Samples.ToString("N0", CultureInfo.InvariantCulture)));
        if (figures.Kernel is { Unnamed: > 0 and var unnamed })
            gaps.Add(Gaps.KernelUnnamed.At(place, null, unnamed.ToString("N0", CultureInfo.InvariantCulture), figures.Samples.ToString("N0", CultureInfo.InvariantCulture)));
        if (figures.Stale > 0)
            gaps.Add(Gaps.TraceStale.At(place, null, figures.Stale.ToString("N0", CultureInfo.InvariantCulture)));
        return gaps;
    }
}
