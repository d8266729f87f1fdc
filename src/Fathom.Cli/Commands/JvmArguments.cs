using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fathom.Cli.Commands;

/// <summary>What `fathom jvm` was asked for.</summary>
sealed record JvmChoice(
    string? Target, IReadOnlyList<string> Words, OutputChoice Output, bool Yes, bool Quiet, bool Raw,
    TimeSpan? Every, int? Count, bool Sizes, TimeSpan Timeout, ObjectsChoice? Objects);

/// <summary>The arguments of `fathom jvm`. Words with a dash that are no option of ours are the command's.</summary>
sealed class JvmArguments
{
    readonly Argument<string?> _target = new("TARGET")
    {
        Description = "A pid; part of a main class, jar, unit, container id or pod. Without it: the one JVM there is.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    readonly Argument<string[]> _words = new("COMMAND")
    {
        Description = "A diagnostic command (jcmd) or an operation (jattach) with its words; behind -- all is taken as it is.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    readonly Option<bool> _json = new("--json") { Description = "Write JSON (schema fathom/1) instead of text." };
    readonly Option<string?> _file = new("--output", "-o") { Description = "Write to FILE; .json chooses JSON.", HelpName = "FILE" };
    readonly Option<bool> _yes = new("--yes") { Description = "Agree to the price of a dear command." };
    readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "No price tag of small acts." };
    readonly Option<bool> _raw = new("--raw") { Description = "Show command lines with the secrets in them." };
    readonly Option<TimeSpan?> _every = DurationText.Option("--every", "Print a row every so often, as jstat does: 1s, 500ms.");
    readonly Option<int?> _count = new("--count") { Description = "Rows to print, with --every.", HelpName = "N" };
    readonly Option<string> _columns = new("--columns") { Description = "Columns of the rows.", DefaultValueFactory = _ => "gcutil" };
    readonly Option<TimeSpan?> _timeout = DurationText.Option("--timeout", "Longest silence of the JVM in an answer: 60s if not given.");

    readonly ObjectsArguments _objects = new();

    public JvmArguments(Command command)
    {
        _columns.AcceptOnlyFromAmong("gc", "gcutil");
        command.Arguments.Add(_target);
        command.Arguments.Add(_words);
        foreach (Option option in (ReadOnlySpan<Option>)[_json, _file, _yes, _quiet, _raw, _every, _count, _columns, _timeout])
            command.Options.Add(option);
        _objects.AddTo(command);
        command.Validators.Add(OneQuestion);
        _target.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', _, ..] and var option }])
                result.AddError($"there is no option {option}");
        });
    }

    /// <summary>What would be passed over in silence is refused.</summary>
    void OneQuestion(CommandResult result)
    {
        bool every = result.GetResult(_every) is not null;
        if (!every && (result.GetResult(_count) is not null || result.GetResult(_columns) is { Implicit: false }))
            result.AddError("--count and --columns go with --every");
        bool words = result.GetResult(_words) is { Tokens.Count: > 0 };
        if ((every ? 1 : 0) + (words ? 1 : 0) + (_objects.AskedIn(result) ? 1 : 0) > 1)
            result.AddError("COMMAND, --every and --objects are three questions: one at a time");
    }

    public JvmChoice Of(ParseResult parsed) => new(
        parsed.GetValue(_target), parsed.GetValue(_words) ?? [],
        new OutputChoice(parsed.GetValue(_file), parsed.GetValue(_json)), parsed.GetValue(_yes), parsed.GetValue(_quiet),
        parsed.GetValue(_raw), parsed.GetValue(_every), parsed.GetValue(_count), parsed.GetValue(_columns) == "gc",
        parsed.GetValue(_timeout) ?? TimeSpan.FromSeconds(60), _objects.Of(parsed));
}
