using System.CommandLine;
using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.Acts;
using Fathom.Sources.Probe;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom run`: starts a program and traces it, and the JVMs that it starts, from their first call on.</summary>
static class RunCommand
{
    static PriceTag Price(bool preload) => new(
        "loads a library that samples calls of malloc into " + (preload ? "the program and all that it starts" : "the JVMs that the program starts"), ActWeight.Small,
        (preload ? "at the start of each and a JVM's end" : "at each JVM's start and end") + " until fathom has looked, 2 s at most",
        "up to 1 % of one processor for each, and some ns a call", "47 KiB in a folder of its own, removed at the end",
        "a line \"Picked up JAVA_TOOL_OPTIONS\" on the stderr of JVMs that are not started directly");

    public static Command Create(Session session)
    {
        Command command = new("run", """
            Starts a program and tells who in it allocates native memory, and what of it stays, from its first moment on: as fathom trace does, with the JVMs that it starts. The answer comes when it has ended; the exit code is the program's.

            Example: fathom run -- java -jar orders.jar
                     fathom run -o flames.html -- ./start.sh --port 8080
                     fathom run --for 10m --leaks -o leaks.txt -- java -cp app Main
                     fathom run --preload -- ./importer data.csv
            """);
        RunArguments arguments = new(command);
        command.SetAction(parsed => parsed.Tokens.Any(token => token.Type == System.CommandLine.Parsing.TokenType.DoubleDash)
            ? Run(session, arguments.Of(parsed)) : Answering.Fail(session, Gaps.RunNoDashes.At("run")));
        return command;
    }

    static int Run(Session session, RunChoice choice)
    {
        if (OwnFootprint.Claim(OwnFootprint.OwnCgroup()) is { } refusal)
            return Answering.Fail(session, refusal);
        if (!StartedProgram.Find(choice.Command[0], Environment.GetEnvironmentVariable("PATH")).Try(out string? program, out Gap? gap)
            || !OutputFile.Open(choice.Trace.Profile.Output.File).Try(out Stream? file, out gap))
            return Answering.Fail(session, gap);
        using (file)
        using (RunSignals signals = new())
        {
            if (!ProbeFolder.Make(choice.ProbeFolder, choice.InsideFolder).Try(out ProbeFolder? folder, out gap))
                return Answering.Fail(session, gap);
            if (!ProgramTrace.Begin(folder, new ProgramTraceOptions(new ProbeOptions(choice.Trace.Interval), choice.Trace.OlderThan, choice.Nmt is not null)).Try(out ProgramTrace? trace, out gap))
            {
                folder.Remove();
                return Answering.Fail(session, gap);
            }
            using (trace)
            {
                try
                {
                    return Run(session, choice, program, folder, trace, signals, file);
                }
                finally
                {
                    Leave(session, folder, trace);
                }
            }
        }
    }

    static int Run(Session session, RunChoice choice, string program, ProbeFolder folder, ProgramTrace trace, RunSignals signals, Stream? file)
    {
        RunLaunch launch = RunLaunch.Of(choice.Command, folder, choice.ProbeFolder is not null, choice.Preload, choice.Nmt, Environment.GetEnvironmentVariable);
        if (!choice.Trace.Profile.Quiet)
            Consent.Announce(session, "run " + choice.Command[0], Price(choice.Preload));
        if (signals.IsEarly)
            return ExitCode.Interrupted;
        if (!StartedProgram.Start(program, launch.Command.Skip(1), launch.Environment).Try(out StartedProgram? started, out Gap? gap))
            return Answering.Fail(session, gap);
        using (started)
        {
            signals.PassTo(started);
            long begun = Stopwatch.GetTimestamp();
            Watch(trace, started, signals, choice.For);
            trace.End();
            RunOutcome outcome = RunOutcome.Of(choice, trace, Stopwatch.GetElapsedTime(begun), StartedProgram.IsPrivileged(program));
            // The program's own output is not to be mixed with the answer; a file of its own is.
            Gap? unwritten = file is null ? null : outcome.Write(session, choice, file, started);
            while (!started.HasEnded)
                started.WaitForEnd(TimeSpan.FromMilliseconds(100));
            // What took its time to find is not lost for want of a file.
            if (file is null || unwritten is not null)
                unwritten = outcome.WriteHere(session, choice, started) ?? unwritten;
            return started.ExitCode != 0 ? started.ExitCode : unwritten is not null ? Gaps.ExitCodeOf(unwritten) : outcome.ExitCode;
        }
    }

    /// <summary>Until the time is over, or the program and all that took the probe up have ended. Once it has ended a signal is for fathom.</summary>
    static void Watch(ProgramTrace trace, StartedProgram started, RunSignals signals, TimeSpan? whole)
    {
        TimeSpan step = TimeSpan.FromMilliseconds(20), heirs = TimeSpan.FromSeconds(2);
        trace.Follow(started.Pid);
        long begun = Stopwatch.GetTimestamp();
        long? ended = null;
        while (whole is not { } time || Stopwatch.GetElapsedTime(begun) < time)
        {
            trace.Step(ended is null ? step : 10 * step);
            if (!started.HasEnded)
                continue;
            ended ??= Stopwatch.GetTimestamp();
            // A script may have left a JVM behind that has not told of itself yet.
            if (signals.AreForFathom || (!trace.IsAtWork && (Stopwatch.GetElapsedTime(ended.Value) > heirs || trace.Heirs() == 0)))
                return;
        }
    }

    /// <summary>A JVM that is told to load what is not there does not start: the files stay as long as anybody may be told so.</summary>
    static void Leave(Session session, ProbeFolder folder, ProgramTrace trace)
    {
        if (trace.Heirs() is > 0 and var heirs)
            session.Talk.WriteLine(Printable.Of($"fathom: {folder.Place} stays: {(heirs == 1 ? "a process lives that may start a JVM" : $"{heirs} processes live that may start JVMs")}; the next fathom run after their end removes it"));
        else
            folder.Remove();
    }
}
