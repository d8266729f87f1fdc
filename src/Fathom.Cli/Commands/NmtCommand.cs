using System.CommandLine;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources;
using Fathom.Sources.Bundle;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom nmt`: native memory tracking, of a JVM or of a saved report.</summary>
static class NmtCommand
{
    public static Command Create(Session session)
    {
        Command command = new("nmt", """
            The JVM's native memory by tag, committed and resident side by side: any JDK's report in one form. Of a
            running JVM with native memory tracking on, or of a report that somebody saved.

            Example: fathom nmt 4242
                     fathom nmt 4242 --baseline before.txt       … and later:
                     fathom nmt 4242 --diff before.txt           what changed (the JVM's own baseline is not touched)
                     jcmd 4242 VM.native_memory | fathom nmt -
            """);
        NmtArguments arguments = new(command);
        command.SetAction(parsed => Run(session, arguments.Of(parsed)));
        return command;
    }

    static int Run(Session session, NmtChoice choice)
    {
        if (OwnFootprint.Claim(OwnFootprint.OwnCgroup()) is { } refusal)
            return Answering.Fail(session, refusal);
        if (!OutputFile.Open(choice.Output.File).Try(out Stream? file, out Gap? gap))
            return Answering.Fail(session, gap);
        using (file)
        {
            if (!OutputFile.Open(choice.Baseline).Try(out Stream? baseline, out gap))
                return Answering.Fail(session, gap);
            using (baseline)
                return Run(session, choice, file, baseline);
        }
    }

    static int Run(Session session, NmtChoice choice, Stream? file, Stream? baseline)
    {
        NmtEvidence? before = null;
        // Read before the baseline is written: both may be the same file.
        if (choice.Diff is { } saved && !NmtEvidence.OfFile(saved).Try(out before, out Gap? gap))
            return Answering.Fail(session, gap);
        if (!Find(session, choice).Try(out NmtEvidence? now, out gap))
            return Answering.Fail(session, gap);
        if (baseline is not null)
            Save(now, baseline);
        NmtAnswer answer = NmtAnswer.Of(WithGaps(now, before), now.Report, before?.Report, before?.Head) with { IsRead = now.IsRead };
        OutputFile.Begin(file);
        Write(session, choice, file, answer);
        return Answering.ExitOf(answer.Snapshot);
    }

    static Result<NmtEvidence> Find(Session session, NmtChoice choice) =>
        Answering.Place(session, choice.Target).Then(place => place switch
        {
            { Pid: { } pid } => NmtFromMemory.Read(choice, pid) ?? NmtQuestion.Ask(session, choice, pid),
            { Path: "-" } => TextFile.Read(place.Input(), PipedBundle.Input).Then(text => NmtEvidence.OfText(text, PipedBundle.Input)),
            { Path: { } path } when BundleFile.Is(path) => BundleAnswers.Report(choice, path),
            _ => NmtEvidence.OfFile(place.Path!),
        });

    static void Save(NmtEvidence evidence, Stream baseline)
    {
        OutputFile.Begin(baseline);
        // A saved report that is saved again keeps its own head.
        if (evidence.Head is { } head && NmtHeadText.Parse(evidence.Text) is null)
            baseline.Write(NmtHeadText.Write(head));
        baseline.Write(evidence.Text);
    }

    static Snapshot WithGaps(NmtEvidence now, NmtEvidence? before)
    {
        List<Gap> gaps = [.. now.Snapshot.Gaps];
        // A comparison has no column Resident.
        bool hasResident = before is null && now.Report.Kind is NmtKind.Summary or NmtKind.Detail;
        if (hasResident && now.Snapshot.Target.Pid is null)
            gaps.Add(Gaps.NmtNothingResident.At(now.Place));
        else if (hasResident && now.Snapshot.JvmState?.Nmt is not { Blocks: not null })
            gaps.Add(now.Snapshot.JvmState?.Nmt?.Withheld ?? Gaps.NmtMallocNotPlaced.At("malloc"));
        foreach (NmtCheck check in now.Report.Checks.Where(check => !check.Balances))
            gaps.Add(Gaps.ReportContradicts.At(now.Place, null, $"{check.Name}: the tags add up to {check.Parts.Value}, its total is {check.Total.Value}"));
        if (now.Report.CountCheck is { Balances: false } blocks)
            gaps.Add(Gaps.ReportContradicts.At(now.Place, null, $"malloc blocks: the tags add up to {blocks.Parts}, the total is {blocks.Total}"));
        if (before is null)
            return now.Snapshot with { Gaps = gaps };
        gaps.AddRange(before.Snapshot.Gaps);
        if (now.Head is { } mine && before.Head is { } other && !mine.IsSameProcess(other))
            gaps.Add(Gaps.NmtOtherJvm.At(before.Place, null, "pid " + other.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        long step = Math.Max(now.Report.Scale.Value, before.Report.Scale.Value);
        if (step > 1)
            gaps.Add(Gaps.NmtRounded.At(before.Place, null, SizeText.Of(new Bytes(step))));
        return now.Snapshot with { Gaps = gaps };
    }

    static void Write(Session session, NmtChoice choice, Stream? file, NmtAnswer answer)
    {
        if (choice.Output.IsJson)
        {
            NmtJson.Write(file ?? session.Output, answer);
            return;
        }
        NmtAnswer shown = choice.Quiet ? answer with { Snapshot = answer.Snapshot with { Gaps = [] } } : answer;
        using StreamWriter? writer = file is null ? null : new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
        NmtView.Write(shown, file is null ? session.Columns : 160, choice.Top, writer ?? session.Out);
    }
}
