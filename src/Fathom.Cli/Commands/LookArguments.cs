using System.CommandLine;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.Acts;

namespace Fathom.Cli.Commands;

/// <summary>TARGET and the options that every verb which looks at one has.</summary>
sealed class LookArguments
{
    readonly Argument<string[]> _target = Target();

    readonly Option<bool> _json = new("--json") { Description = "Write JSON (schema fathom/1) instead of text." };
    readonly Option<string?> _file = new("--output", "-o")
    {
        Description = "Write to FILE; an ending of .json chooses JSON.",
        HelpName = "FILE",
    };

    readonly Option<bool> _pss = new("--pss")
    {
        Description = "Also read smaps, for shared memory by its share (holds the target's mmap lock: 10 ms a GiB).",
    };

    readonly Option<bool> _raw = new("--raw") { Description = "Show command lines with the secrets in them." };
    readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Only the figures: no gaps." };
    readonly Option<bool> _deep = new("--deep")
    {
        Description = "First ask the JVM where its memory lies (VM.info, VM.metaspace, NMT detail if it is on): dear, leaves some MB in it.",
    };

    readonly Option<bool> _yes = new("--yes") { Description = "Agree to the price of --deep." };

    readonly FreezeOption? _freeze;
    readonly SwapInOption? _swapIn;

    /// <param name="deep">Whether the verb has --deep: its answer is by owners.</param>
    /// <param name="mayFreeze">For verbs whose figures gain by being of one moment, and are of pages that may be in swap.</param>
    public LookArguments(Command command, string smapsOption = "--pss", bool deep = false, bool mayFreeze = false)
    {
        if (smapsOption != "--pss")
            _pss = new(smapsOption) { Description = "Also read smaps, for all its columns (holds the target's mmap lock: 10 ms a GiB)." };
        command.Arguments.Add(_target);
        foreach (Option option in (ReadOnlySpan<Option>)[_json, _file, _pss, _raw, _quiet, .. deep ? [_deep, _yes] : (Option[])[]])
            command.Options.Add(option);
        _freeze = mayFreeze ? new FreezeOption(command) : null;
        _swapIn = mayFreeze ? new SwapInOption(command) : null;
    }

    /// <summary>As every verb has it that takes texts.</summary>
    public static Argument<string[]> Target()
    {
        Argument<string[]> target = new("TARGET")
        {
            Description = "A pid; part of a main class, jar, unit, container id or pod; a core; a bundle of fathom capture; a folder or any "
                + "number of files with what tools printed; - for texts or a bundle on standard input. Without it: the one JVM there is.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        target.Validators.Add(static result =>
        {
            foreach (System.CommandLine.Parsing.Token token in result.Tokens)
            {
                // Without this, a mistyped option would be taken for the name of a target.
                if (token.Value is ['-', _, ..] and var option)
                    result.AddError($"there is no option {option}");
                else if (result.Tokens.Count > 1 && token.Value.All(char.IsAsciiDigit) && !Path.Exists(token.Value))
                    result.AddError($"several targets are the files of one case, and {token.Value} is no file");
            }
        });
        return target;
    }

    /// <summary>The price of a stop and of swapped pages, where they are asked for; null once it is agreed to.</summary>
    public Gap? Objection(ParseResult parsed, Session session, TargetPlace place) =>
        place.Pid is not { } pid ? null
        : _freeze?.Objection(parsed, session, pid) ?? _swapIn?.Objection(parsed, session, pid, Yes(parsed), SwapInPlan.ForMalloc);

    /// <summary>What was agreed to is done before the look; what it left belongs to its cost.</summary>
    public Result<LookOptions> Acted(ParseResult parsed, TargetPlace place)
    {
        LookOptions options = Options(parsed);
        return place.Pid is not { } pid || _swapIn is null ? options
            : _swapIn.Act(pid, SwapInPlan.ForMalloc).Then<LookOptions>(left => options with { LeftBehind = left });
    }

    /// <summary>Empty where nobody named one.</summary>
    public IReadOnlyList<string> Targets(ParseResult parsed) => parsed.GetValue(_target) ?? [];

    public bool Quiet(ParseResult parsed) => parsed.GetValue(_quiet);

    /// <summary>Without the option on the verb it was not given.</summary>
    public bool Deep(ParseResult parsed) => parsed.GetValue(_deep);

    public bool Yes(ParseResult parsed) => _freeze?.Yes(parsed) ?? parsed.GetValue(_yes);

    public OutputChoice Output(ParseResult parsed) => new(parsed.GetValue(_file), parsed.GetValue(_json));

    LookOptions Options(ParseResult parsed) => new()
    {
        Smaps = parsed.GetValue(_pss),
        Arenas = true,
        Freeze = _freeze?.Budget(parsed),
        Raw = parsed.GetValue(_raw),
    };
}

/// <summary>Where the result goes and in which form.</summary>
readonly record struct OutputChoice(string? File, bool AsksJson)
{
    public bool IsJson => AsksJson || File?.EndsWith(".json", StringComparison.OrdinalIgnoreCase) == true;
}
