using Fathom.Accounting.Growth;
using Fathom.Evidence;
using Fathom.Findings;
using Fathom.Sources;
using Fathom.Sources.Bundle;
using Fathom.Sources.Census;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Attach;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>Look, act, look again.</summary>
sealed class ConfirmRun(Session session, ConfirmChoice choice)
{
    static readonly AttachRequest Collection = AttachRequest.Jcmd("GC.run");

    // The Cleaner's thread goes through its queue after the collection; on JDK 8 the Finalizer's.
    const int MostLooks = 8;
    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    public int Run()
    {
        if (OwnFootprint.Claim(OwnFootprint.OwnCgroup()) is { } refusal)
            return Answering.Fail(session, refusal);
        if (!OutputFile.Open(choice.Output.File).Try(out Stream? file, out Gap? gap))
            return Answering.Fail(session, gap);
        using (file)
        {
            if (!Answering.Place(session, choice.Target).Try(out TargetPlace? place, out gap))
                return Answering.Fail(session, gap);
            if (place.Pid is not { } pid)
                return Answering.Fail(session, Gaps.FileNotAsked.At(PipedBundle.Shown(place.Path!)));
            if (!Done(place, pid).Try(out Confirmation? done, out gap))
                return Answering.Fail(session, gap);
            OutputFile.Begin(file);
            Snapshot shown = Answering.Complete(done.After.Snapshot);
            Answering.Write(session, choice.Output, file, shown, (_, to, columns) => ConfirmView.Write(done, columns, to), (_, to) => ConfirmJson.Write(to, shown, done));
            return done.Outcome switch
            {
                Outcome.Confirmed => ExitCode.Finding,
                Outcome.Refuted => ExitCode.Fine,
                _ => ExitCode.CannotTell,
            };
        }
    }

    Result<Confirmation> Done(TargetPlace place, int pid)
    {
        if (choice.Rule.Test == ConfirmingTest.None)
            return Gaps.NoConfirmingTest.At(choice.Rule.Id, null, RulePage.Of(choice.Rule.Id)?.Confirm is { } own ? RulePage.For(choice.Target ?? "TARGET", own) : "none");
        if (choice.Rule.Test == ConfirmingTest.Growth)
            return Watched(place);
        ConfirmQuestions? questions = ConfirmQuestions.Of(choice.Rule.Test);
        // Who holds it is what the test is about: the first answer's second may be too short for that.
        LookOptions options = DoctorCommand.Asked(new LookOptions()) with { Census = new CensusOptions { HolderBudget = TimeSpan.FromSeconds(10) } };
        if (!JvmProcess.Of(pid).Try(out JvmProcess? jvm, out Gap? gap) || !Look.At(place, options).Try(out Snapshot? look, out gap))
            return gap;
        Case before = Case.Of(look);
        if (choice.Rule.Judge(before) is not { } finding)
            return Gaps.NothingToConfirm.At(Name(place), null, choice.Rule.Id);
        OwnFootprint.Shrink();
        if (questions is not null)
            return Asked(jvm, questions, place, options, before, finding);
        return Collect(jvm).Then(left => After(place, options with { LeftBehind = left }, before, finding));
    }

    /// <summary>Where the JVM does not keep what the test asks for, growth is watched instead.</summary>
    Result<Confirmation> Asked(JvmProcess jvm, ConfirmQuestions questions, TargetPlace place, LookOptions options, Case before, Finding finding)
    {
        if (questions.Missing(before) is { } missing)
        {
            if (!choice.Quiet)
                GapsView.WriteError(missing, session.Talk);
            return Watched(place);
        }
        if (!Asking.Open(session, jvm, TimeSpan.FromSeconds(60), choice.Yes, choice.Quiet).Try(out Asking? asking, out Gap? gap))
            return gap;
        using (asking)
        {
            if (!questions.Ask(asking).Try(out TestAnswers? answers, out gap))
                return gap;
            asking.WriteCost();
            Thread.Sleep(questions.Between);
            return Look.At(place, options with { LeftBehind = asking.LeftBehind })
                .Then<Confirmation>(look => Confirmation.Of(choice.Rule, finding, before, Case.Of(look), answers));
        }
    }

    static string Name(TargetPlace place) => place.Pid?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? place.Path ?? "";

    /// <summary>What it left behind.</summary>
    Result<IReadOnlyList<string>> Collect(JvmProcess jvm)
    {
        if (!Asking.Open(session, jvm, TimeSpan.FromSeconds(60), choice.Yes, choice.Quiet).Try(out Asking? asking, out Gap? gap))
            return gap;
        using (asking)
        {
            if (asking.Objection(Collection) is { } objection)
                return objection;
            if (!asking.Text(Collection).Try(out _, out gap))
                return gap;
            asking.WriteCost();
            return Result.Of(asking.LeftBehind);
        }
    }

    /// <summary>Until two looks say the same: what a collection found is freed by another thread.</summary>
    Result<Confirmation> After(TargetPlace place, LookOptions options, Case before, Finding finding)
    {
        Confirmation? last = null;
        for (int i = 0; i < MostLooks; i++)
        {
            Thread.Sleep(BetweenLooks);
            if (!Look.At(place, options).Try(out Snapshot? look, out Gap? gap))
                return gap;
            Confirmation now = Confirmation.Of(choice.Rule, finding, before, Case.Of(look));
            if (last is not null && Math.Abs(now.Then.Value - last.Then.Value) <= finding.Bytes.Value / 100)
                return now;
            last = now;
        }
        return last!;
    }

    Result<Confirmation> Watched(TargetPlace place)
    {
        if (!Watching.Look(session, place, DoctorCommand.Asked(new LookOptions()), choice.For, choice.Quiet)
            .Try(out (Snapshot Last, Growth Growth) seen, out Gap? gap))
            return gap;
        Case after = Case.Of(seen.Last) with { Growth = seen.Growth };
        return choice.Rule.Judge(after) is { } finding
            ? Confirmation.Of(choice.Rule, ConfirmingTest.Growth, finding, after, after, seen.Growth)
            : Gaps.NothingToConfirm.At(Name(place), null, choice.Rule.Id);
    }
}
