using System.CommandLine;
using System.Globalization;
using Fathom.Accounting.Profiles;

namespace Fathom.Cli.Commands;

/// <summary>How a profile is shown and where it goes: the same for one that is read and one that is made.</summary>
sealed class ProfileShownOptions
{
    readonly Option<int> _top;
    readonly Option<bool> _tree = new("--tree") { Description = "The stacks as a tree, from the outside in." };
    readonly Option<bool> _json = new("--json") { Description = "Write JSON (schema fathom/1) instead of text." };
    readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write to FILE; its ending chooses the form: .json, .html and .svg (flame graph), .calls.svg (call graph), .pb.gz, .collapsed, .speedscope.json, .dot.",
        HelpName = "FILE",
    };
    readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Only the figures: no gaps." };

    /// <param name="top">Rows of a table where nobody says how many.</param>
    public ProfileShownOptions(int top, string rows)
    {
        _top = new("--top") { Description = rows, HelpName = "N", DefaultValueFactory = _ => top };
        _top.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && int.TryParse(word, CultureInfo.InvariantCulture, out int number) && number < 1)
                result.AddError("--top is 1 or more");
        });
    }

    /// <summary>In the order of the help; others may stand between.</summary>
    public IReadOnlyList<Option> Rows => [_tree, _top];

    public IReadOnlyList<Option> Place => [_json, _output];

    public Option Quietness => _quiet;

    public int Top(ParseResult parsed) => parsed.GetValue(_top);

    public bool Tree(ParseResult parsed) => parsed.GetValue(_tree);

    public bool Quiet(ParseResult parsed) => parsed.GetValue(_quiet);

    public OutputChoice Output(ParseResult parsed) => new(parsed.GetValue(_output), parsed.GetValue(_json));

    public static ProfileGrain Grain(string by) => by switch { "line" => ProfileGrain.Line, "library" => ProfileGrain.Library, _ => ProfileGrain.Function };

    /// <summary>A pattern of frames that is none is an error of its option.</summary>
    public static void Check(Option<string?> pattern) => pattern.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var word }] && FramePattern.Of(word) is null)
            result.AddError($"{pattern.Name} is a part of a name: libz, ^inflate, std::*alloc");
    });

    public static FramePattern? Pattern(string? text) => text is null ? null : FramePattern.Of(text);

    /// <summary>Without this, a mistyped option would be taken for the name of a target or file.</summary>
    public static void Check(Argument argument) => argument.Validators.Add(result =>
    {
        if (result.Tokens.FirstOrDefault(token => token.Value is ['-', _, ..]) is { } option)
            result.AddError($"there is no option {option.Value}");
    });
}
