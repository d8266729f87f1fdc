using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Sources;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Probe;

namespace Fathom.Cli.Commands;

/// <summary>A look with the probe at work for a while before it and during it, so that both can be joined.</summary>
sealed class TracedLook(Session session, TimeSpan time, bool yes, bool quiet)
{
    static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>Null until the look was made.</summary>
    public TracedBlocks? Blocks { get; private set; }

    public Result<Snapshot> At(TargetPlace place, LookOptions options)
    {
        if (place.Pid is not { } pid)
            return Gaps.FileNotTraced.At(place.Path ?? "-");
        if (!JvmProcess.Of(pid).Try(out JvmProcess? jvm, out Gap? gap) || (gap = Objection(jvm)) is not null)
            return gap;
        if (!ProbeSession.Begin(jvm, ProbeOptions.Ordinary).Try(out ProbeSession? probe, out gap))
            return gap;
        using (probe)
        {
            Wait(probe);
            IReadOnlySet<(ulong At, uint Milliseconds)> before = probe.Living();
            if (!Looking.At(session, quiet, place, options).Try(out Snapshot? snapshot, out gap))
                return gap;
            Blocks = probe.ReadBlocks(before);
            probe.Stop();
            Cost cost = snapshot.Cost with { Wall = snapshot.Cost.Wall + time, LeftBehind = [.. snapshot.Cost.LeftBehind, .. probe.LeftBehind] };
            return snapshot with { Cost = cost, Gaps = [.. snapshot.Gaps, .. TraceGaps.Of(probe, Blocks.Figures)] };
        }
    }

    Gap? Objection(JvmProcess jvm)
    {
        if (JvmKind.Objection(jvm) is { } objection)
            return objection;
        return Consent.Objection(session, string.Create(CultureInfo.InvariantCulture, $"--trace of {jvm.Pid}"), ProbeSession.Price(jvm), yes, "--trace");
    }

    /// <summary>Until the time is over, the target ends, or Ctrl-C, which is heard no longer than that.</summary>
    void Wait(ProbeSession probe)
    {
        using ManualResetEventSlim ended = new();
        using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            ended.Set();
        });
        session.Talk.WriteLine(string.Create(CultureInfo.InvariantCulture, $"tracing for {time.TotalSeconds:0.#} s (Ctrl-C: no longer)"));
        long begun = Stopwatch.GetTimestamp();
        for (TimeSpan left = time; left > TimeSpan.Zero && !ended.Wait(left < Step ? left : Step) && probe.Jvm.IsAlive(); left = time - Stopwatch.GetElapsedTime(begun))
            probe.Renew();
        probe.Renew();
    }
}
