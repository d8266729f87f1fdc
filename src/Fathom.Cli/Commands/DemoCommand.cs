using System.CommandLine;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Lab.Jdks;
using Fathom.Lab.Running;
using Fathom.Sources;

namespace Fathom.Cli.Commands;

/// <summary>`fathom demo`: first contact. A small leaking JVM is started, answered on and stopped.</summary>
static class DemoCommand
{
    public static Command Create(Session session)
    {
        Command command = new("demo", """
            Start a small leaking JVM (about 160 MiB, at most two minutes), answer on it, and stop it.

            Example: fathom demo
            """);
        Option<string?> jdk = new("--jdk") { Description = "The JDK to run it with.", HelpName = "DIR" };
        Option<bool> json = new("--json") { Description = "Write JSON (schema fathom/1) instead of text." };
        command.Options.Add(jdk);
        command.Options.Add(json);
        command.SetAction(parsed => Run(session, parsed.GetValue(jdk), parsed.GetValue(json)));
        return command;
    }

    static int Run(Session session, string? jdkFolder, bool json)
    {
        Result<ScenarioRun> started = JdkFinder.Choose(jdkFolder).Then(jdk => ScenarioRun.Start(RunRequest.Demo, jdk));
        if (!started.Try(out ScenarioRun? run, out Gap? gap))
            return Answering.Fail(session, gap);
        using (run)
        {
            session.Talk.WriteLine("demo: a JVM that opens GZIP streams and never closes them …");
            foreach (Result<Phase> phase in run.Phases())
            {
                if (!phase.Ok)
                    return Answering.Fail(session, phase.Gap!);
            }
            return Answer(session, run, json);
        }
    }

    /// <summary>The program waits in its last phase: the leak is in place.</summary>
    static int Answer(Session session, ScenarioRun run, bool json)
    {
        session.Talk.WriteLine(string.Create(CultureInfo.InvariantCulture, $"demo: fathom {run.Pid}"));
        session.Talk.WriteLine();
        if (!LiveLook.At(run.Pid, DoctorCommand.Asked(new LookOptions())).Try(out Snapshot? snapshot, out Gap? gap))
            return Answering.Fail(session, gap);
        DoctorAnswer answer = new(FingerprintFiles.Own(session).All);
        if (json)
            answer.WriteJson(snapshot, session.Output);
        else
            answer.WriteText(snapshot, session.Out, session.Columns);
        return ExitCode.Fine;
    }
}
