using System.CommandLine;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Lab;
using Fathom.Lab.Jdks;
using Fathom.Lab.Roots;
using Fathom.Lab.Running;
using Fathom.Lab.Verifying;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>fathom lab verify: runs the scenarios, asks the doctor, and counts how often it was right.</summary>
static class LabVerifyCommand
{
    static readonly Argument<string[]> Names = new("NAME")
    {
        Description = "Scenarios of 'fathom lab list'; else all.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    static readonly Option<string[]> Jdks = new("--jdk")
    {
        Description = "A release (8, 17), a JDK's folder, or a root of 'fathom lab roots'; may be given again; else each found.",
        HelpName = "WHICH",
    };

    static readonly Option<bool> Json = new("--json") { Description = "Write JSON (schema fathom/1) instead of text." };

    static readonly Option<string?> Through = new("--through")
    {
        Description = "bundle: each look is captured (fathom capture), and the file judged; texts: what fathom capture --script and jcmd say is judged.",
        HelpName = "WHAT",
    };

    static LabVerifyCommand() => Through.AcceptOnlyFromAmong("bundle", "texts");

    public static Command Create(Session session)
    {
        Command verify = new("verify", """
            Run scenarios and their twins on each JDK found, ask the doctor, and count how often it is right.

            Example: fathom lab verify gzip-unclosed jni-malloc --jdk 17 --jdk 25
            """)
        {
            Names, Jdks, Json, Through,
        };
        verify.SetAction(parsed => Run(session, parsed));
        return verify;
    }

    static int Run(Session session, ParseResult parsed)
    {
        if (!Chosen(parsed.GetValue(Names)!).Try(out IReadOnlyList<Scenario>? scenarios, out Gap? gap)
            || !Places(parsed.GetValue(Jdks)!).Try(out IReadOnlyList<IJvmPlace>? places, out gap))
            return Answering.Fail(session, gap);
        Doctor doctor = parsed.GetValue(Through) switch
        {
            "bundle" => Doctor.OfThisProgram.OfBundles(),
            "texts" => Doctor.OfThisProgram.OfTexts(),
            _ => Doctor.OfThisProgram,
        };
        ConfusionMatrix matrix = new(maySayLess: doctor.ThroughTexts);
        List<CaseResult> results = [];
        foreach (Case each in Case.All(scenarios, places))
        {
            CaseResult result = each.Run(doctor);
            results.Add(result);
            foreach (JudgedPhase phase in result.Phases)
                matrix.Add(phase.Judgement);
            Tell(session.Talk, result);
        }
        if (parsed.GetValue(Json))
            VerifyJson.Write(session.Output, VerifyRows.Of(results), VerifyRows.Of(matrix));
        else
            VerifyView.Write(session.Out, session.Columns, VerifyRows.Of(results), VerifyRows.Of(matrix));
        bool incomplete = results.Any(result => result.Gap is not null && !result.IsSkipped);
        return incomplete ? ExitCode.CannotTell : matrix.Passes ? ExitCode.Fine : ExitCode.Finding;
    }

    static void Tell(TextWriter to, CaseResult result)
    {
        Case each = result.Case;
        string name = $"{each.Place.JavaVersion,-11} {each.Scenario.Id} {each.Variant.Name}";
        foreach (JudgedPhase phase in result.Phases)
            to.WriteLine($"{VerifyRows.Words(phase.Judgement.Outcome),-11} {name} {phase.Expected.Phase}");
        if (result.Gap is { } gap)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(result.IsSkipped ? "skipped" : "not judged"),-11} {name}: {gap.What}"));
    }

    static Result<IReadOnlyList<Scenario>> Chosen(string[] names)
    {
        if (names.Length == 0)
            return Result.Of(Scenarios.All);
        List<Scenario> chosen = [];
        foreach (string name in names)
        {
            if (!Scenarios.Named(name).Try(out Scenario? scenario, out Gap? gap))
                return gap;
            chosen.Add(scenario);
        }
        return chosen;
    }

    static Result<IReadOnlyList<IJvmPlace>> Places(string[] asked)
    {
        if (asked.Length == 0)
            return All() is { Count: > 0 } all ? Result.Of(all) : Gaps.NoJdk.At("PATH, JAVA_HOME");
        List<IJvmPlace> places = [];
        foreach (string which in asked)
        {
            if (!Place(which).Try(out IJvmPlace? place, out Gap? gap))
                return gap;
            places.Add(place);
        }
        return places;
    }

    /// <summary>The machine's own and those of the roots that may be entered; each release once, the machine's first.</summary>
    static IReadOnlyList<IJvmPlace> All()
    {
        IEnumerable<IJvmPlace> roots = Environment.IsPrivilegedProcess
            ? RootMaker.FindAll().Where(each => each.Root.Ok).Select(each => (IJvmPlace)each.Root.Value)
            : [];
        return [.. ((IEnumerable<IJvmPlace>)[.. JdkFinder.All(), .. roots]).DistinctBy(place => place.Feature).OrderBy(place => place.Feature)];
    }

    static Result<IJvmPlace> Place(string which)
    {
        if (All().FirstOrDefault(place => place.Feature > 0
                && place.Feature.ToString(CultureInfo.InvariantCulture) == which) is { } place)
            return Result.Of(place);
        return RootRecipe.All.Any(recipe => recipe.Suite == which)
            ? RootMaker.Find(which).Then(root => Result.Of<IJvmPlace>(root))
            : JdkFinder.Choose(which).Then(jdk => Result.Of<IJvmPlace>(jdk));
    }
}
