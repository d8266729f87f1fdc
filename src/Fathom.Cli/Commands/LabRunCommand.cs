using System.CommandLine;
using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Lab;
using Fathom.Lab.Jdks;
using Fathom.Lab.Roots;
using Fathom.Lab.Running;
using Fathom.Sources;
using Fathom.Views.Json;
using Fathom.Views.Text;

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
    static readonly Option<bool> Json = new("--json") { Description = "Write JSON (schema fathom/1) instead of text." };
    static readonly Option<bool> Hold = new("--hold") { Description = "Wait for Enter at each phase." };

    public static Command Create(Session session)
    {
        Command run = new("run", """
            Run a scenario: A before the fault, B after it, C after garbage collections, D after letting go.
            Example: fathom lab run direct-kept --variant fixed --root trixie
            """)
        {
            Name, VariantName, Count, JdkFolder, Root, Hold, Json,
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
        List<LabJson.PhaseAnswer> answers = [];
        foreach (Result<Phase> phase in run.Phases())
        {
            if (phase.Gap is { } stopped)
                return Answering.Fail(session, stopped);
            if (!LiveLook.At(run.Pid, new LookOptions()).Try(out Snapshot? snapshot, out Gap? gap))
                return Answering.Fail(session, gap);
            LabJson.PhaseAnswer answer = new(phase.Value.Name, phase.Value.Line, snapshot, Ledger.Of(snapshot));
            if (parsed.GetValue(Json))
                answers.Add(answer);
            else
                Show(session, answer);
            if (parsed.GetValue(Hold) && !EnterPressed(session, run, phase.Value))
                break;
        }
        if (parsed.GetValue(Json))
            LabJson.WritePhases(session.Output, answers);
        return ExitCode.Fine;
    }

    /// <summary>What the program says of itself, and below it what fathom sees while it waits.</summary>
    static void Show(Session session, LabJson.PhaseAnswer answer)
    {
        const int accounts = 6;
        session.Out.WriteLine(answer.Line);
        LedgerView.Write(answer.Snapshot, answer.Ledger, session.Columns, accounts, session.Out);
        session.Out.WriteLine();
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
