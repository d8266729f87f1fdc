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
/// <param name="ExitCode">What fathom has to say by it, where the program has nothing to: 0, or that what was asked for cannot be given.</param>
sealed record RunOutcome(RunAnswer Answer, int ExitCode)
{
    public static RunOutcome Of(RunChoice choice, ProgramTrace trace, TimeSpan elapsed, bool isPrivileged)
    {
        List<Gap> gaps = [.. trace.Gaps];
        if (isPrivileged)
            gaps.Add(Gaps.RunPrivileged.At(choice.Command[0], null, choice.Command[0]));
        if (trace.Met == 0 && trace.Gaps.Count == 0)
            gaps.Add(Gaps.RunNothingMet.At(choice.Command[0]));
        RunOutcome outcome = Of(choice, trace.Processes, gaps, elapsed);
        return trace.Heirs() == 0 ? outcome : outcome with { Answer = outcome.Answer with { Cost = outcome.Answer.Cost with { LeftBehind = [.. outcome.Answer.Cost.LeftBehind, trace.Folder + " while processes live that may start JVMs"] } } };
    }

    internal static RunOutcome Of(RunChoice choice, IReadOnlyList<ProcessTrace> traces, IReadOnlyList<Gap> known, TimeSpan elapsed)
    {
        List<RunProcess> processes = [];
        List<Gap> gaps = [.. known], refused = [];
        foreach (ProcessTrace process in traces)
        {
            TraceAnswer? answer = AnswerOf(choice.Trace, process, refused);
            if (answer is null)
                gaps.AddRange(process.Gaps);
            processes.Add(new RunProcess(process.Name, process.Target.Pid, answer, process.Nmt));
        }
        if (FormOf(choice) is not null && refused.Count == 0 && processes.All(process => process.Trace is null))
            refused.Add(Gaps.RunNoProfile.At(choice.Trace.Profile.Output.File!));
        gaps.AddRange(refused);
        Cost cost = Cost.None with { Wall = elapsed, OwnPeak = OwnFootprint.Peak(), LeftBehind = [.. traces.SelectMany(process => process.LeftBehind)] };
        string command = CommandLineText.Parse(Encoding.UTF8.GetBytes(string.Join('\0', choice.Command) + '\0')).Shown;
        return new RunOutcome(new RunAnswer(command, elapsed, null, processes, choice.Trace.Profile is { Quiet: true, Output.IsJson: false } ? refused : gaps, cost), Answering.ExitOf(refused));
    }

    /// <summary>Into the file that was asked for. What the gap says is said already.</summary>
    public Gap? Write(Session session, RunChoice choice, Stream file, StartedProgram started) => Telling(session, "", () =>
    {
        // Closed here, as what is left in its buffer would fail once more where nobody looks for it.
        using Stream closed = file;
        RunAnswer answer = Now(started);
        if (FormOf(choice) is { } form)
        {
            WriteForm(session, answer, form, file);
        }
        else
        {
            OutputFile.Begin(file);
            if (choice.Trace.Profile.Output.IsJson)
            {
                RunJson.Write(file, answer);
            }
            else
            {
                using StreamWriter writer = new(file, leaveOpen: true) { NewLine = "\n" };
                RunView.Write(answer, 160, writer);
            }
        }
        file.Flush();
    });

    /// <summary>On standard output, as text unless JSON was asked for there.</summary>
    public Gap? WriteHere(Session session, RunChoice choice, StartedProgram started) => Telling(session, "standard output: ", () =>
    {
        if (choice.Trace.Profile.Output.AsksJson)
            RunJson.Write(session.Output, Now(started));
        else
            RunView.Write(Now(started), session.Columns, session.Out);
        session.Out.Flush();
    });

    RunAnswer Now(StartedProgram started) => Answer with { ExitCode = started.HasEnded ? started.ExitCode : null };

    static Gap? Telling(Session session, string place, Action write)
    {
        try
        {
            write();
            return null;
        }
        catch (IOException problem)
        {
            Gap gap = Gaps.OutputUnwritable.At(place + problem.Message);
            Views.Text.GapsView.WriteError(gap, session.Talk);
            return gap;
        }
    }

    /// <summary>A profile's; null for text and JSON.</summary>
    static ProfileForm? FormOf(RunChoice choice) =>
        choice.Trace.Profile.Output is { AsksJson: false, File: { } path } && ProfileForm.OfFile(path) is { Name: not "json" } form ? form : null;

    /// <summary>A profile is of one process: the one with the most samples.</summary>
    static void WriteForm(Session session, RunAnswer answer, ProfileForm form, Stream to)
    {
        TraceAnswer[] traces = [.. answer.Processes.Where(process => process.Trace is not null).Select(process => process.Trace!)];
        List<Gap> gaps = [.. answer.Gaps];
        if (traces.Length > 0)
        {
            OutputFile.Begin(to);
            form.Write(traces[0].Profile, to);
            gaps.AddRange(traces[0].Profile.Gaps);
        }
        if (traces.Length > 1)
            gaps.Add(Gaps.RunOthers.At("-o", null, (traces.Length - 1).ToString(CultureInfo.InvariantCulture)));
        Views.Text.GapsView.Write(gaps, session.Columns, session.Talk);
    }

    /// <summary>Null where nothing of it was sampled, or what was asked for is not in it.</summary>
    static TraceAnswer? AnswerOf(TraceChoice choice, ProcessTrace process, List<Gap> refused)
    {
        if (process.Profile is not { } profile)
            return null;
        ProfileReport report = new(choice.Profile.Question);
        if (report.Add(profile) is { } gap)
        {
            refused.Add(gap);
            return null;
        }
        Cost cost = Cost.None with { Wall = process.Figures.Elapsed, LeftBehind = process.LeftBehind };
        IReadOnlyList<Gap> gaps = choice.Profile is { Quiet: true, Output.IsJson: false } ? [] : [.. process.Gaps, .. TraceGaps.Of(process.Figures, process.Name)];
        return choice.Answer(process.Target, new ProfileAnswer(report, choice.Profile.Shown, gaps, cost), profile, process.Figures, null) with { Name = process.Name };
    }
}
