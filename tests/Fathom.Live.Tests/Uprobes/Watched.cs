using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Uprobes;

namespace Fathom.Live.Tests.Uprobes;

/// <summary>A process that the kernel watches, and what a trace says of it against what is true.</summary>
sealed class Watched : IDisposable
{
    readonly long _interval;

    Watched(KernelSession session, long interval) => (Session, _interval) = (session, interval);

    internal KernelSession Session { get; }

    internal static Watched Begin(int pid, long interval)
    {
        Result<KernelSession> session = KernelPlan.Of(JvmProcess.Of(pid).Value).Then(plan => KernelSession.Begin(plan, new Bytes(interval)));
        Assert.True(session.Ok, session.Gap?.ToString());
        return new Watched(session.Value, interval);
    }

    /// <summary>Takes in what is sampled while the target works.</summary>
    internal void During(Action work)
    {
        Task task = Task.Run(work);
        while (!task.IsCompleted)
            Session.Drain();
        task.GetAwaiter().GetResult();
    }

    internal AllocationProfile Read() => Session.Read(TimeSpan.Zero, new Dictionary<int, string>());

    internal static ProfileReport Report(AllocationProfile profile, string focus)
    {
        ProfileReport report = new(new ProfileQuestion { Focus = FramePattern.Of(focus), Grain = ProfileGrain.Line });
        Assert.Null(report.Add(profile));
        return report;
    }

    /// <summary>Five deviations: one of two million right answers is beyond.</summary>
    internal void Holds(AllocationProfile profile, string focus, double count, double size)
    {
        double chance = Math.Min(1, size / _interval), truth = count * size, most = 5 * truth * Math.Sqrt((1 - chance) / chance / count) + 1;
        double total = Report(profile, focus).Moments[0].Total;
        Assert.True(Math.Abs(total - truth) <= most, $"{focus}: {total:N0}, not {truth:N0} within {most:N0}; {Session.Figures(TimeSpan.Zero)}");
    }

    internal void LostNothing()
    {
        TraceFigures figures = Session.Figures(TimeSpan.Zero);
        Assert.Equal((0, 0), (figures.Lost, figures.Stale));
    }

    public void Dispose() => Session.Dispose();
}
