using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.Bundle;
using Fathom.Sources.Proc;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>The way of every verb that looks once: make room, find the target, look, write.</summary>
static class Answering
{
    public delegate void Text(Snapshot snapshot, TextWriter to, int columns);

    public delegate void Json(Snapshot snapshot, Stream to);

    /// <param name="missing">What the verb needs and the snapshot has not: it is shown with the other gaps.</param>
    /// <param name="more">What the verb looks at beyond the ordinary.</param>
    /// <param name="known">Gaps that were there before the look.</param>
    /// <param name="look">For verbs that look in another way than once.</param>
    public static int Run(
        Session session, LookArguments arguments, System.CommandLine.ParseResult parsed, Text text, Json json,
        Func<Snapshot, Gap?>? missing = null, Func<LookOptions, LookOptions>? more = null, IReadOnlyList<Gap>? known = null,
        Func<TargetPlace, LookOptions, Result<Snapshot>>? look = null)
    {
        if (OwnFootprint.Claim(OwnFootprint.OwnCgroup()) is { } refusal)
            return Fail(session, refusal);
        // The output is opened before the target is looked at: a look that cannot be stored is a price for nothing.
        OutputChoice choice = arguments.Output(parsed);
        if (!OutputFile.Open(choice.File).Try(out Stream? file, out Gap? gap))
            return Fail(session, gap);
        using (file)
        {
            if (!Place(session, arguments.Targets(parsed)).Try(out TargetPlace? place, out gap))
                return Fail(session, gap);
            if (arguments.Objection(parsed, session, place) is { } objection)
                return Fail(session, objection);
            if (!Options(session, arguments, parsed, place).Try(out LookOptions? options, out gap)
                || !(look ?? Once)(place, more?.Invoke(options) ?? options).Try(out Snapshot? snapshot, out gap))
                return Fail(session, gap);
            snapshot = snapshot with { Gaps = [.. snapshot.Gaps, .. known ?? []] };
            if (missing?.Invoke(snapshot) is { } hole)
                snapshot = snapshot with { Gaps = [.. snapshot.Gaps, hole] };
            snapshot = Complete(snapshot);
            OutputFile.Begin(file);
            bool quiet = arguments.Quiet(parsed) && !choice.IsJson;
            Write(session, choice, file, quiet ? snapshot with { Gaps = [] } : snapshot, text, json);
            return ExitOf(snapshot);
        }

        Result<Snapshot> Once(TargetPlace place, LookOptions options) => Looking.At(session, arguments.Quiet(parsed), place, options);
    }

    public static int Fail(Session session, Gap gap)
    {
        GapsView.WriteError(gap, session.Talk);
        // A gap that elsewhere only leaves a hole has left no answer at all here.
        return Gaps.ExitCodeOf(gap) is var code and not ExitCode.Fine ? code : ExitCode.CannotTell;
    }

    public static Result<TargetPlace> Place(Session session, string? target) => Place(session, target is null ? [] : [target]);

    public static Result<TargetPlace> Place(Session session, IReadOnlyList<string> targets) =>
        targets.Count == 0 ? TheOnlyOne()
        : TargetName.Resolve(targets).Then(place => PipedBundle.Place(place with { Input = session.Input }));

    static Result<TargetPlace> TheOnlyOne()
    {
        IReadOnlyList<JvmSummary> jvms = JvmList.Find(new LookOptions());
        return jvms.Count switch
        {
            0 => Gaps.NoJvm.At("/proc"),
            1 => new TargetPlace(jvms[0].Target.Pid, null),
            _ => TargetName.Ambiguous("a call without TARGET", jvms),
        };
    }

    /// <summary>What is asked of the JVM is asked before the look: ranges and pages are then of one moment.</summary>
    static Result<LookOptions> Options(
        Session session, LookArguments arguments, System.CommandLine.ParseResult parsed, TargetPlace place)
    {
        if (!arguments.Acted(parsed, place).Try(out LookOptions? options, out Gap? gap))
            return gap;
        return arguments.Deep(parsed)
            ? DeepQuestions.Ask(session, place, arguments.Yes(parsed), arguments.Quiet(parsed))
                .Then<LookOptions>(answers => options with { Answers = answers })
            : options;
    }

    /// <summary>What else there is to say of a look that was made without <see cref="Run"/>.</summary>
    public static Snapshot Complete(Snapshot snapshot)
    {
        IEnumerable<Gap> gaps = snapshot.Gaps;
        if (NoJvm(snapshot) is { } none)
            gaps = gaps.Append(none);
        return snapshot with { Gaps = [.. gaps], Cost = snapshot.Cost with { OwnPeak = OwnFootprint.Peak() } };
    }

    /// <summary>Where no mapped file is known, as in a core that was cut, nothing is known of a libjvm either.</summary>
    public static Gap? NoJvm(Snapshot snapshot) =>
        snapshot.Target.Jvm is null && snapshot.Mappings.Any(mapping => mapping.Name.StartsWith('/'))
            ? Gaps.NotAJvm.At(snapshot.Target.Files is [var file, ..] ? file : "maps", null, NameOf(snapshot))
            : null;

    static string NameOf(Snapshot snapshot) =>
        snapshot.Target.Command.Program is { Length: > 0 } program ? program
        : snapshot.Status.Name is { Length: > 0 } name ? name : "no name";

    public static void Write(Session session, OutputChoice choice, Stream? file, Snapshot snapshot, Text text, Json json)
    {
        if (choice.IsJson)
        {
            json(snapshot, file ?? session.Output);
            return;
        }
        if (file is null)
        {
            text(snapshot, session.Out, session.Columns);
            return;
        }
        using StreamWriter writer = new(file) { NewLine = "\n" };
        text(snapshot, writer, 160);
    }

    /// <summary>5 where the evidence cannot carry the answer; a process that ended meanwhile is told by its gap.</summary>
    public static int ExitOf(Snapshot snapshot) => ExitOf(snapshot.Gaps);

    public static int ExitOf(IReadOnlyList<Gap> gaps)
    {
        int worst = ExitCode.Fine;
        foreach (Gap gap in gaps.Where(Gaps.Knows))
            worst = Math.Max(worst, gap.Id == Gaps.TargetGone.Id ? ExitCode.NoTarget : Gaps.ExitCodeOf(gap));
        return worst;
    }
}
