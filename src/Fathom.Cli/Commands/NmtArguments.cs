using System.CommandLine;

namespace Fathom.Cli.Commands;

/// <summary>What `fathom nmt` was asked for.</summary>
sealed record NmtChoice(
    string? Target, OutputChoice Output, bool Ask, bool Detail, bool Yes, bool Quiet, bool Raw, string? Baseline, string? Diff,
    int Top, TimeSpan Timeout);

/// <summary>The arguments of `fathom nmt`.</summary>
sealed class NmtArguments
{
    readonly Argument<string?> _target = new("TARGET")
    {
        Description = "A pid; part of a main class, jar, unit, container id or pod; a file with a saved report or of fathom capture, - for one that "
            + "is piped in. Without it: the one JVM there is.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    readonly Option<bool> _json = new("--json") { Description = "Write JSON (schema fathom/1) instead of text." };
    readonly Option<string?> _file = new("--output", "-o") { Description = "Write to FILE; .json chooses JSON.", HelpName = "FILE" };
    readonly Option<bool> _ask = new("--ask") { Description = "Ask the JVM also where its memory tells: attaches." };
    readonly Option<bool> _detail = new("--detail") { Description = "Ask for the memory map and the call sites: dear, leaves some MB in the JVM." };
    readonly Option<bool> _yes = new("--yes") { Description = "Agree to the price of --detail." };
    readonly Option<string?> _baseline = new("--baseline") { Description = "Save the report to FILE, as the JVM wrote it, for --diff.", HelpName = "FILE" };
    readonly Option<string?> _diff = new("--diff") { Description = "Show what changed since the report in FILE.", HelpName = "FILE" };
    readonly Option<int> _top = new("--top")
    {
        Description = "Lines of the memory map and of the call sites.",
        HelpName = "N",
        DefaultValueFactory = _ => 15,
    };

    readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "No gaps, and no price tag of small acts." };
    readonly Option<bool> _raw = new("--raw") { Description = "Show command lines with the secrets in them." };
    readonly Option<TimeSpan?> _timeout = DurationText.Option("--timeout", "Longest silence of the JVM in an answer: 60s if not given.");

    public NmtArguments(Command command)
    {
        command.Arguments.Add(_target);
        foreach (Option option in (ReadOnlySpan<Option>)[_json, _file, _ask, _detail, _yes, _baseline, _diff, _top, _quiet, _raw, _timeout])
            command.Options.Add(option);
        _target.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', _, ..] and var option }])
                result.AddError($"there is no option {option}");
        });
        _top.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !(int.TryParse(text, out int lines) && lines >= 0))
                result.AddError($"'{text}' is no number of lines");
        });
    }

    public NmtChoice Of(ParseResult parsed) => new(
        parsed.GetValue(_target), new OutputChoice(parsed.GetValue(_file), parsed.GetValue(_json)), parsed.GetValue(_ask), parsed.GetValue(_detail),
        parsed.GetValue(_yes), parsed.GetValue(_quiet), parsed.GetValue(_raw), parsed.GetValue(_baseline), parsed.GetValue(_diff),
        parsed.GetValue(_top), parsed.GetValue(_timeout) ?? TimeSpan.FromSeconds(60));
}
