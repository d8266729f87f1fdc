using System.Globalization;
using Fathom.Accounting.Tracing;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Sources;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Kernel;
using Fathom.Views.Tracing;

namespace Fathom.Cli.Commands;

/// <summary>`fathom trace --os`: who asks the kernel for memory, and what of it is given back.</summary>
static class TraceOs
{
    public static int Run(Session session, TraceChoice choice) => TraceEvents.Run(session, choice, OsSession.Price, Trace, static (answer, session, choice, file) =>
        TraceEvents.Write(session, choice, file, answer.Profile, to => OsJson.Write(to, answer), (to, columns) => OsView.Write(answer, columns, to)), static answer => answer.Profile);

    static Result<OsAnswer> Trace(Session session, TraceChoice choice, JvmProcess target)
    {
        if (!OsSession.Begin(target).Try(out OsSession? traced, out Gap? gap))
            return gap;
        using (traced)
        {
            TraceEvents.Wait(session, choice, TimeSpan.Zero, target, () => HasRenewed(traced),
                () => string.Create(CultureInfo.InvariantCulture, $"{traced.Elapsed.TotalSeconds:0} s, {traced.Calls:N0} calls, {SizeText.Change(traced.Net)} net"));
            traced.Stop();
            OsTrace trace = traced.Read(JavaNames.Of(LiveLook.At(target.Pid, new LookOptions()).Or(null)));
            return TraceEvents.Answer(choice, target, choice.Profile.Question, trace.Profile, trace.Elapsed, traced.MemoryRead, Missing(traced, trace))
                .Then<OsAnswer>(made => new OsAnswer(made.Head, trace, OsSummary.Of(trace), made.Profile));
        }
    }

    /// <summary>It waits itself, for events.</summary>
    static bool HasRenewed(OsSession traced)
    {
        traced.Renew();
        return true;
    }

    static List<Gap> Missing(OsSession traced, OsTrace trace)
    {
        List<Gap> gaps = [.. traced.WithoutJava];
        string place = traced.Target.Pid.ToString(CultureInfo.InvariantCulture);
        long lost = trace.Lost + trace.Unread;
        if (lost > 0 || trace.WasFull)
            gaps.Add(Gaps.KernelEventsLost.At(place, null, lost > 0 ? TraceEvents.Number(lost) : "perhaps some", TraceEvents.Number(lost + trace.Calls.Sum(call => call.Count))));
        if (trace.Missed > 0)
            gaps.Add(Gaps.KernelCallsMissed.At(place, null, TraceEvents.Number(trace.Missed)));
        if (trace.WithoutStack > 0)
            gaps.Add(Gaps.KernelStacksFull.At(place, null, TraceEvents.Number(trace.WithoutStack), "50,000"));
        if (traced.Nameless > 0)
            gaps.Add(Gaps.KernelNameless.At(place, null, TraceEvents.Number(traced.Nameless)));
        if (traced.ReplacedAfter is { } after)
            gaps.Add(Gaps.KernelReplaced.At(place, null, after.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)));
        if (traced.Unnamed > 0)
            gaps.Add(Gaps.KernelUnnamed.At(place, null, TraceEvents.Number(traced.Unnamed), TraceEvents.Number(traced.Calls)));
        return gaps;
    }
}
