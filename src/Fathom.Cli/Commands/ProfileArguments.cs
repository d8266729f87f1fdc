using System.CommandLine;
using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Views.Profiles;

namespace Fathom.Cli.Commands;

/// <summary>What `fathom profile` was asked for.</summary>
sealed record ProfileChoice(
    IReadOnlyList<string> Files, IReadOnlyList<string> Base, ProfileQuestion Question, ProfileShown Shown, IReadOnlyList<string> Symbols, OutputChoice Output, string? Form, bool Quiet);

/// <summary>The arguments of `fathom profile`.</summary>
sealed class ProfileArguments
{
    readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Profiles, packed by gzip or not; - for standard input. More than one are dumps of one process, one after the other.",
        Arity = ArgumentArity.OneOrMore,
    };
    readonly Option<string[]> _base = new("--base") { Description = "Take this profile away from the last one.", HelpName = "FILE" };
    readonly Option<string> _by = new("--by") { Description = "What a row is: function, line, library or thread.", DefaultValueFactory = _ => "function" };
    readonly Option<bool> _tree = new("--tree") { Description = "The stacks as a tree, from the outside in." };
    readonly Option<string?> _peek = new("--peek") { Description = "Who calls the functions that fit, and whom they call.", HelpName = "PATTERN" };
    readonly Option<string?> _focus = new("--focus") { Description = "Only stacks with a frame or a library that fits: part of a name, * and | allowed.", HelpName = "PATTERN" };
    readonly Option<string?> _ignore = new("--ignore") { Description = "No stack with a frame or a library that fits.", HelpName = "PATTERN" };
    readonly Option<string?> _value = new("--value") { Description = "What is counted: inuse_space, inuse_objects, alloc_space, alloc_objects, or as the profile calls it.", HelpName = "NAME" };
    readonly Option<string> _sort = new("--sort") { Description = "Order of the rows.", DefaultValueFactory = _ => "flat" };
    readonly Option<int> _top = new("--top") { Description = "Rows of each table.", HelpName = "N", DefaultValueFactory = _ => 20 };
    readonly Option<bool> _allFrames = new("--all-frames") { Description = "Keep the allocator's own frames on the stacks." };
    readonly Option<string[]> _symbols = new("--symbols") { Description = "Look for libraries and their debug files below this folder first; / for those of this machine.", HelpName = "DIR" };
    readonly Option<bool> _json = new("--json") { Description = "Write JSON (schema fathom/1) instead of text." };
    readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write to FILE; its ending chooses the form: .json, .html and .svg (flame graph), .pb.gz, .collapsed, .speedscope.json, .dot.",
        HelpName = "FILE",
    };
    readonly Option<string?> _form = new("--as") { Description = "Write in this form, whatever the file is called." };
    readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Only the figures: no gaps." };

    public ProfileArguments(Command command)
    {
        _by.AcceptOnlyFromAmong("function", "line", "library", "thread");
        _form.AcceptOnlyFromAmong([.. ProfileForm.All.Select(form => form.Name)]);
        _sort.AcceptOnlyFromAmong("flat", "cumulative");
        command.Arguments.Add(_files);
        foreach (Option option in (ReadOnlySpan<Option>)[_base, _by, _tree, _peek, _focus, _ignore, _value, _sort, _top, _allFrames, _symbols, _json, _output, _form, _quiet])
            command.Options.Add(option);
        foreach (Option<string?> pattern in (ReadOnlySpan<Option<string?>>)[_peek, _focus, _ignore])
        {
            pattern.Validators.Add(result =>
            {
                if (result.Tokens is [{ Value: var word }] && FramePattern.Of(word) is null)
                    result.AddError($"{pattern.Name} is a part of a name: libz, ^inflate, std::*alloc");
            });
        }
        _top.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && int.TryParse(word, CultureInfo.InvariantCulture, out int top) && top < 1)
                result.AddError("--top is 1 or more");
        });
        _files.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value is ['-', _, ..]) is { } option)
                result.AddError($"there is no option {option.Value}");
        });
    }

    public ProfileChoice Of(ParseResult parsed)
    {
        string by = parsed.GetValue(_by)!;
        ProfileQuestion question = new()
        {
            Column = parsed.GetValue(_value),
            Grain = by switch { "line" => ProfileGrain.Line, "library" => ProfileGrain.Library, _ => ProfileGrain.Function },
            Focus = Pattern(parsed.GetValue(_focus)),
            Ignore = Pattern(parsed.GetValue(_ignore)),
            KeepsAllocator = parsed.GetValue(_allFrames),
        };
        ProfileShown shown = new(parsed.GetValue(_top), by == "thread", parsed.GetValue(_sort) == "cumulative", parsed.GetValue(_tree), Pattern(parsed.GetValue(_peek)));
        return new ProfileChoice(parsed.GetValue(_files) ?? [], parsed.GetValue(_base) ?? [], question, shown, parsed.GetValue(_symbols) ?? [],
            new OutputChoice(parsed.GetValue(_output), parsed.GetValue(_json)), parsed.GetValue(_form), parsed.GetValue(_quiet));
    }

    static FramePattern? Pattern(string? text) => text is null ? null : FramePattern.Of(text);
}
