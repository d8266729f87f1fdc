using System.CommandLine;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Lab;
using Fathom.Lab.Jdks;
using Fathom.Lab.Roots;
using Fathom.Lab.Running;

namespace Fathom.Cli.Commands;

/// <summary>fathom lab run NAME: starts a scenario and follows it through its phases.</summary>
static class LabRunCommand
{
    /// <summary>With --hold a person looks around: longer than a test may take, yet not for ever.</summary>
    static readonly TimeSpan HeldAtMost = TimeSpan.FromMinutes(30);

    static readonly Argument<string> Name = new("NAME") { Description = "A scenario of 'fathom lab list'." };
    static readonly Option<string?> VariantName = new("--variant") { Description = "leak, fixed, …; else the first." };
    static readonly Option<int?> Count = new("--count") { Description = "How often the fault happens." };
    static readonly Option<string?> JdkFolder = new("--jdk") { Description = "The JDK to run it with." };
    static readonly Option<string?> Root = new("--root") { Description = "Run it in a root of 'fathom lab roots'." };
    static readonly Option<bool> Hold = new("--hold") { Description = "Wait for Enter at each phase." };

    public static Command Create(Session session)
    {
        Command run = new("run", """
            Run a scenario: A before the fault, B after it, C after garbage collections, D after letting go.
            Example: fathom lab run direct-kept --variant fixed --root trixie
            """)
        {
            Name, VariantName, Count, JdkFolder, Root, Hold,
        };
        run.SetAction(parsed => Run(session, parsed));
        return run;
    }

    static int Run(Session session, ParseResult parsed)
    {
        Result<ScenarioRun> started = RequestOf(parsed).Then(request =>
            PlaceOf(parsed).Then(place => ScenarioRun.Start(request, place)));
        if (started.Gap is { } notStarted)
            return Answering.Fail(session, notStarted);
        using ScenarioRun run = started.Value;
        foreach (Result<Phase> phase in run.Phases())
        {
            if (phase.Gap is { } stopped)
                return Answering.Fail(session, stopped);
            Answer(session, run, phase.Value);
            if (parsed.GetValue(Hold) && !EnterPressed(session, run, phase.Value))
                break;
        }
        return ExitCode.Fine;
    }

    /// <summary>What fathom answers on the JVM while it waits in this phase.</summary>
    static void Answer(Session session, ScenarioRun run, Phase phase)
    {
        session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{phase.Line} host-pid={run.Pid}"));
        session.Out.Flush();
    }

    static bool EnterPressed(Session session, ScenarioRun run, Phase phase)
    {
        session.Talk.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"pid {run.Pid} waits in phase {phase.Name}; Enter goes on, Ctrl-D ends"));
        return Console.In.ReadLine() is not null;
    }

    static Result<RunRequest> RequestOf(ParseResult parsed) =>
        Scenarios.Named(parsed.GetValue(Name)!).Then(scenario =>
            scenario.Variant(parsed.GetValue(VariantName) ?? scenario.Variants[0].Name).Then<RunRequest>(variant =>
                new RunRequest(scenario, variant)
                {
                    Count = parsed.GetValue(Count) ?? scenario.Count,
                    Collect = true,
                    Drop = true,
                    AtMost = parsed.GetValue(Hold) ? HeldAtMost : RunRequest.Usual,
                }));

    static Result<IJvmPlace> PlaceOf(ParseResult parsed) =>
        parsed.GetValue(Root) is { } suite
            ? RootMaker.Find(suite).Then(root => Result.Of<IJvmPlace>(root))
            : JdkFinder.Choose(parsed.GetValue(JdkFolder)).Then(jdk => Result.Of<IJvmPlace>(jdk));
}
