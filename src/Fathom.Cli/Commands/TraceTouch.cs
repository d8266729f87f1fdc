using System.Globalization;
using Fathom.Accounting.Tracing;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Sources;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Kernel;
using Fathom.Views.Tracing;

namespace Fathom.Cli.Commands;

/// <summary>`fathom trace --touch`: who touches pages first, so that they come into memory.</summary>
static class TraceTouch
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    public static int Run(Session session, TraceChoice choice) => TraceEvents.Run(session, choice, TouchSession.Price, Trace, static (answer, session, choice, file) =>
        TraceEvents.Write(session, choice, file, answer.Profile, to => TouchJson.Write(to, answer), (to, columns) => TouchView.Write(answer, columns, to)), static answer => answer.Profile);

    static Result<TouchAnswer> Trace(Session session, TraceChoice choice, JvmProcess target)
    {
        // What is mapped and unmapped meanwhile has an owner in one of the two.
        Snapshot? before = LiveLook.At(target.Pid, new LookOptions()).Or(null);
        if (!TouchSession.Begin(target).Try(out TouchSession? traced, out Gap? gap))
            return gap;
        using (traced)
        {
            TraceEvents.Wait(session, choice, Step, target, traced.Renew,
                () => string.Create(CultureInfo.InvariantCulture, $"{traced.Elapsed.TotalSeconds:0} s, {traced.Samples:N0} samples"));
            traced.Stop();
            Snapshot? after = LiveLook.At(target.Pid, new LookOptions()).Or(null);
            TouchTrace trace = traced.Read(JavaNames.Of(after));
            return TraceEvents.Answer(choice, target, choice.Profile.Question with { Column = null }, trace.Profile, trace.Elapsed, traced.MemoryRead, Missing(traced, trace))
                .Then<TouchAnswer>(made => new TouchAnswer(made.Head, trace, TouchSummary.Of(trace, after, before), made.Profile));
        }
    }

    static List<Gap> Missing(TouchSession traced, TouchTrace trace)
    {
        List<Gap> gaps = [.. traced.WithoutJava];
        string place = traced.Target.Pid.ToString(CultureInfo.InvariantCulture);
        if (trace.Lost > 0)
            gaps.Add(Gaps.KernelSamplesLost.At(place, null, TraceEvents.Number(trace.Lost), TraceEvents.Number(trace.Lost + trace.Seen)));
        if (traced.Nameless > 0)
            gaps.Add(Gaps.KernelNameless.At(place, null, TraceEvents.Number(traced.Nameless)));
        if (traced.ReplacedAfter is { } after)
            gaps.Add(Gaps.KernelReplaced.At(place, null, after.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)));
        if (traced.WithoutStack > 0)
            gaps.Add(Gaps.KernelStacksFull.At(place, null, TraceEvents.Number(traced.WithoutStack), "50,000"));
        if (traced.Unnamed > 0)
            gaps.Add(Gaps.KernelUnnamed.At(place, null, TraceEvents.Number(traced.Unnamed), TraceEvents.Number(trace.Seen)));
        return gaps;
    }
}
