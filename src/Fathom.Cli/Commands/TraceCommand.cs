using System.CommandLine;
using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Sources;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Probe;
using Fathom.Views.Profiles;
using Fathom.Views.Tracing;

namespace Fathom.Cli.Commands;

/// <summary>`fathom trace`: who allocates from now on.</summary>
static class TraceCommand
{
    public static Command Create(Session session)
    {
        Command command = new("trace", """
            Who allocates native memory from now on, and what of it stays: by Java line, native function, library and thread. Loads a library into the JVM (47 KiB, stays at rest).

            Example: fathom trace 4242
                     fathom trace 4242 --for 2m --leaks --older 30s
                     fathom trace 4242 --only libz --by line --sort growth
                     fathom trace 4242 --for 1m --grown
                     fathom trace 4242 --for 30s --diff before.json
                     fathom trace 4242 --for 30s --yes -o flames.html
                     fathom trace 4242 --os --for 30s
                     fathom trace 4242 --touch --for 30s
                     fathom trace 4242 --for 10s --yes --engine kernel
            """);
        TraceArguments arguments = new(command);
        OsOptions os = new(command);
        command.SetAction(parsed => (os.Mode(parsed) ?? Run)(session, arguments.Of(parsed)));
        return command;
    }

    static int Run(Session session, TraceChoice choice)
    {
        if (OwnFootprint.Claim(OwnFootprint.OwnCgroup()) is { } refusal)
            return Answering.Fail(session, refusal);
        if (!OutputFile.Open(choice.Profile.Output.File).Try(out Stream? file, out Gap? gap))
            return Answering.Fail(session, gap);
        using (file)
        {
            if (!choice.Rows.ReadEarlier(choice.Only, choice.OlderThan).Try(out EarlierTrace? earlier, out gap))
                return Answering.Fail(session, gap);
            if (!Answering.Place(session, choice.Profile.Files).Try(out TargetPlace? place, out gap))
                return Answering.Fail(session, gap);
            if (place.Pid is not { } pid)
                return Answering.Fail(session, Gaps.FileNotTraced.At(place.Path ?? "-"));
            if (!JvmProcess.Of(pid).Try(out JvmProcess? jvm, out gap) || (!choice.ByKernel && (gap = Objection(session, choice, jvm)) is not null))
                return Answering.Fail(session, gap);
            if (!(choice.ByKernel ? TraceKernel.Trace(session, choice, jvm, earlier) : Trace(session, choice, jvm, earlier)).Try(out TraceAnswer? answer, out gap))
                return Answering.Fail(session, gap);
            OutputFile.Begin(file);
            TraceOutput.Write(session, choice, file, answer);
            return Answering.ExitOf(answer.Profile.Gaps);
        }
    }

    static Gap? Objection(Session session, TraceChoice choice, JvmProcess jvm)
    {
        if (JvmKind.Objection(jvm) is { } objection)
            return objection.Id == Gaps.JvmNeeded.Id ? Gaps.TraceNoJvm.At(objection.Where, null, JvmProcess.NameOf(jvm.Pid)) : objection;
        return Consent.Objection(session, string.Create(CultureInfo.InvariantCulture, $"trace {jvm.Pid}"), ProbeSession.Price(jvm), choice.Yes, "trace");
    }

    static Result<TraceAnswer> Trace(Session session, TraceChoice choice, JvmProcess jvm, EarlierTrace earlier)
    {
        if (!ProbeSession.Begin(jvm, new ProbeOptions(choice.Interval) { Exact = choice.Rows.Sizes }).Try(out ProbeSession? probe, out Gap? gap))
            return gap;
        using (probe)
        {
            TraceRun run = new(session, choice, probe);
            run.Watch();
            TracedProfile traced = probe.Read(choice.OlderThan, run.End(), run.GrowthWindow);
            ProfileReport report = new(choice.Profile.Question);
            if (report.Add(traced.Profile) is { } refused)
                return refused;
            TraceFigures figures = probe.Figures(choice.OlderThan);
            probe.Stop();
            return Answer(choice, probe, run, traced, report, figures, earlier);
        }
    }

    static TraceAnswer Answer(TraceChoice choice, ProbeSession probe, TraceRun run, TracedProfile traced, ProfileReport report, TraceFigures figures, EarlierTrace earlier)
    {
        FramePattern? only = choice.Profile.Question.Focus;
        IReadOnlyList<TraceSummary> rows = choice.Rows.Of(traced.Profile, traced.Window, only);
        Cost cost = run.Looked with { Wall = probe.Elapsed, MemoryRead = probe.MemoryRead + run.Looked.MemoryRead, OwnPeak = OwnFootprint.Peak(), LeftBehind = probe.LeftBehind };
        IReadOnlyList<Gap> gaps = choice.Profile.Quiet && !choice.Profile.Output.IsJson ? [] : [.. TraceGaps.Of(probe, figures), .. TraceCheckGaps.Of(run.Coverage, run.Sizes, probe.Jvm.Pid)];
        Target target = JvmTarget.Of(probe.Jvm, PerfDataFile.Read(probe.Jvm).Or(null), raw: false);
        return new TraceAnswer(target, new ProfileAnswer(report, choice.Profile.Shown, gaps, cost), figures, rows, only is not null, choice.ByStack)
        {
            Group = choice.Rows.Group,
            Sort = choice.Rows.Sort,
            Window = traced.Window.Span,
            Only = choice.Only,
            Coverage = run.Coverage,
            Sizes = run.Sizes,
            Difference = choice.Rows.Earlier is null ? null : new TraceDifference(earlier, TraceChange.Of(earlier, rows, figures.Elapsed - figures.OlderThan)),
        };
    }
}
