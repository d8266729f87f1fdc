using System.CommandLine;
using Fathom.Evidence;
using Fathom.Findings;

namespace Fathom.Cli.Commands;

/// <summary>`fathom confirm TARGET FTH012`: does what would settle a finding, and says what it showed.</summary>
static class ConfirmCommand
{
    public static Command Create(Session session)
    {
        Command command = new("confirm", """
            Does what would settle a finding, behind its price tag: a full collection and a second look, questions
            to the JVM, or a minute of looks.

            Example: fathom confirm 4242 FTH012        (asks first; --yes off a terminal)
            """);
        Argument<string[]> words = new("TARGET RULE")
        {
            Description = "A pid, or part of a main class, jar, unit, container id or pod (without it: the one JVM there is); and the "
                + "finding's id as the doctor printed it: FTH012.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> json = new("--json") { Description = "Write JSON (schema fathom/1) instead of text." };
        Option<string?> file = new("--output", "-o") { Description = "Write to FILE; an ending of .json chooses JSON.", HelpName = "FILE" };
        Option<bool> yes = new("--yes") { Description = "Agree to the price." };
        Option<bool> quiet = new("--quiet", "-q") { Description = "No price tag of small acts, no progress." };
        Option<TimeSpan?> time = DurationText.Option("--for", "How long to watch where the test is growth: 60s if not given.");
        words.Validators.Add(Complain);
        command.Arguments.Add(words);
        foreach (Option option in (ReadOnlySpan<Option>)[json, file, yes, quiet, time])
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            string[] given = parsed.GetValue(words)!;
            string id = given[^1].ToUpperInvariant();
            if (Catalog.Rules.FirstOrDefault(each => each.Id == id) is not { } known)
                return Answering.Fail(session, Gaps.RuleUnknown.At(id));
            ConfirmChoice choice = new(given.Length > 1 ? given[0] : null, known, new OutputChoice(parsed.GetValue(file), parsed.GetValue(json)),
                parsed.GetValue(yes), parsed.GetValue(quiet), parsed.GetValue(time) ?? TimeSpan.FromSeconds(60));
            return new ConfirmRun(session, choice).Run();
        });
        return command;
    }

    static void Complain(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (result.Tokens.FirstOrDefault(token => token.Value is ['-', _, ..]) is { } option)
            result.AddError($"there is no option {option.Value}");
        else if (result.Tokens.Count is < 1 or > 2)
            result.AddError("confirm takes a target and the id of a finding: fathom confirm 4242 FTH012");
    }
}

/// <summary>What `fathom confirm` was asked for.</summary>
sealed record ConfirmChoice(string? Target, Rule Rule, OutputChoice Output, bool Yes, bool Quiet, TimeSpan For);
