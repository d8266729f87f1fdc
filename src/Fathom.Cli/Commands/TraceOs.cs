using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Accounting.Tracing;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Sources;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Kernel;
using Fathom.Views.Profiles;
using Fathom.Views.Tracing;

namespace Fathom.Cli.Commands;

/// <summary>`fathom trace --os`: who asks the kernel for memory, and what of it is given back.</summary>
static class TraceOs
{
    /// <summary>A ring of the kernel's holds some 100 ms of the most that a processor can do.</summary>
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    public static int Run(Session session, TraceChoice choice) => TraceEvents.Run(session, choice, OsSession.Price, Trace, static (answer, session, choice, file) =>
        TraceEvents.Write(session, choice, file, answer.Profile, to => OsJson.Write(to, answer), (to, columns) => OsView.Write(answer, columns, to)), static answer => answer.Profile);

    static Result<OsAnswer> Trace(Session session, TraceChoice choice, JvmProcess target)
    {
        if (!OsSession.Begin(target).Try(out OsSession? traced, out Gap? gap))
            return gap;
        using (traced)
        {
            TraceEvents.Wait(session, choice, Step, target, traced.Renew,
                () => string.Create(CultureInfo.InvariantCulture, $"{traced.Elapsed.TotalSeconds:0} s, {traced.Calls:N0} calls, {SizeText.Change(traced.Net)} net"));
            traced.Stop();
            IReadOnlyDictionary<int, string> names = JavaNames.Of(LiveLook.At(target.Pid, new LookOptions()).Or(null));
            OsTrace trace = traced.Read(names);
            ProfileReport report = new(choice.Profile.Question);
            if (report.Add(trace.Profile) is { } refused)
                return refused;
            Cost cost = Cost.None with { Wall = trace.Elapsed, MemoryRead = traced.MemoryRead, OwnPeak = OwnFootprint.Peak() };
            Target head = JvmTarget.Of(target, PerfDataFile.Read(target).Or(null), raw: false);
            return new OsAnswer(head, trace, OsSummary.Of(trace), new ProfileAnswer(report, choice.Profile.Shown, choice.Profile.Quiet ? [] : Missing(target, trace), cost));
        }
    }

    static List<Gap> Missing(JvmProcess target, OsTrace trace)
    {
        List<Gap> gaps = [];
        string place = target.Pid.ToString(CultureInfo.InvariantCulture);
        long lost = trace.Lost + trace.Unread;
        if (lost > 0 || trace.WasFull)
            gaps.Add(Gaps.KernelEventsLost.At(place, null, lost > 0 ? Number(lost) : "perhaps some", Number(lost + trace.Calls.Sum(call => call.Count))));
        if (trace.Missed > 0)
            gaps.Add(Gaps.KernelCallsMissed.At(place, null, Number(trace.Missed)));
        if (trace.WithoutStack > 0)
            gaps.Add(Gaps.KernelStacksFull.At(place, null, Number(trace.WithoutStack), "50,000"));
        return gaps;
    }

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
