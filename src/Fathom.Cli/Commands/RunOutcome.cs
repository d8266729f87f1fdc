using System.Globalization;
using System.Text;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.Acts;
using Fathom.Sources.Probe;
using Fathom.Sources.Proc;
using Fathom.Views.Profiles;
using Fathom.Views.Tracing;

namespace Fathom.Cli.Commands;

/// <summary>What a run came to, before it is known how the program ends.</summary>
sealed record RunOutcome(RunAnswer Answer)
{
    public static RunOutcome Of(RunChoice choice, ProgramTrace trace, TimeSpan elapsed, bool isPrivileged)
    {
        List<RunProcess> processes = [];
        List<Gap> gaps = [.. trace.Gaps];
        foreach (ProcessTrace process in trace.Processes)
        {
            TraceAnswer? answer = AnswerOf(choice.Trace, process);
            if (answer is null)
                gaps.AddRange(process.Gaps);
            processes.Add(new RunProcess(process.Name, process.Target.Pid, answer, process.Nmt));
        }
        if (isPrivileged)
            gaps.Add(Gaps.RunPrivileged.At(choice.Command[0], null, choice.Command[0]));
        if (trace.Met == 0)
            gaps.Add(Gaps.RunNothingMet.At(choice.Command[0]));
        Cost cost = Cost.None with { Wall = elapsed, OwnPeak = OwnFootprint.Peak(), LeftBehind = [.. trace.Processes.SelectMany(process => process.LeftBehind)] };
        string command = CommandLineText.Parse(Encoding.UTF8.GetBytes(string.Join('\0', choice.Command) + '\0')).Shown;
        return new RunOutcome(new RunAnswer(command, elapsed, null, processes, choice.Trace.Profile.Quiet ? [] : gaps, cost));
    }

    public void Write(Session session, RunChoice choice, Stream? file, StartedProgram started)
    {
        RunAnswer answer = Answer with { ExitCode = started.HasEnded ? started.ExitCode : null };
        OutputChoice output = choice.Trace.Profile.Output;
        OutputFile.Begin(file);
        if (!output.AsksJson && output.File is { } path && ProfileForm.OfFile(path) is { Name: not "json" } form)
        {
            WriteForm(session, answer, form, file ?? session.Output);
            return;
        }
        if (output.IsJson)
        {
            RunJson.Write(file ?? session.Output, answer);
            return;
        }
        using StreamWriter? writer = file is null ? null : new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
        RunView.Write(answer, file is null ? session.Columns : 160, writer ?? session.Out);
    }

    /// <summary>A profile is of one process: the one with the most samples.</summary>
    static void WriteForm(Session session, RunAnswer answer, ProfileForm form, Stream to)
    {
        TraceAnswer[] traces = [.. answer.Processes.Where(process => process.Trace is not null).Select(process => process.Trace!)];
        if (traces.Length > 0)
            form.Write(traces[0].Profile, to);
        IEnumerable<Gap> gaps = traces.Length > 1 ? answer.Gaps.Append(Gaps.RunOthers.At("-o", null, (traces.Length - 1).ToString(CultureInfo.InvariantCulture))) : answer.Gaps;
        Views.Text.GapsView.Write([.. gaps], session.Columns, session.Talk);
    }

    static TraceAnswer? AnswerOf(TraceChoice choice, ProcessTrace process)
    {
        ProfileReport report = new(choice.Profile.Question);
        if (process.Profile is not { } profile || report.Add(profile) is not null)
            return null;
        Cost cost = Cost.None with { Wall = process.Figures.Elapsed, LeftBehind = process.LeftBehind };
        return choice.Answer(process.Target, new ProfileAnswer(report, choice.Profile.Shown, choice.Profile.Quiet ? [] : [.. process.Gaps, .. TraceGaps.Of(process.Figures, process.Name)], cost), profile, process.Figures, null);
    }
}
