using System.CommandLine;
using Fathom.Accounting.Profiles;
using Fathom.Views.Profiles;

namespace Fathom.Cli.Commands;

/// <summary>What `fathom profile` was asked for.</summary>
sealed record ProfileChoice(
    IReadOnlyList<string> Files, IReadOnlyList<string> Base, ProfileQuestion Question, ProfileShown Shown, string? Unit, IReadOnlyList<string> Symbols, CodeChoice Code, OutputChoice Output, string? Form, bool Quiet);

/// <summary>Where generated code has its names from.</summary>
sealed record CodeChoice(IReadOnlyList<string> Files, int? Jvm);

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
    readonly Option<string?> _peek = new("--peek") { Description = "Who calls the functions that fit, and whom they call.", HelpName = "PATTERN" };
    readonly Option<string?> _focus = new("--focus") { Description = "Only stacks with a frame or a library that fits: part of a name, * and | allowed.", HelpName = "PATTERN" };
    readonly Option<string?> _ignore = new("--ignore") { Description = "No stack with a frame or a library that fits.", HelpName = "PATTERN" };
    readonly Option<string?> _value = new("--value") { Description = "What is counted: inuse_space, inuse_objects, alloc_space, alloc_objects, or as the profile calls it.", HelpName = "NAME" };
    readonly Option<string?> _unit = new("--unit") { Description = "What the figures are where the profile does not say, as collapsed stacks: bytes or count." };
    readonly Option<string> _sort = new("--sort") { Description = "Order of the rows.", DefaultValueFactory = _ => "flat" };
    readonly Option<bool> _allFrames = new("--all-frames") { Description = "Keep the allocator's own frames on the stacks." };
    readonly Option<string[]> _symbols = new("--symbols") { Description = "Look for libraries and their debug files below this folder first; / for those of this machine.", HelpName = "DIR" };
    readonly Option<string[]> _code = new("--code") { Description = "Names of code that the JVM made: perf-PID.map, an answer of Compiler.codelist or CodeHeap_Analytics, hs_err.", HelpName = "FILE" };
    readonly Option<int?> _jvm = new("--jvm") { Description = "The same from this process, while it lives: what it has compiled by now.", HelpName = "PID" };
    readonly Option<string?> _form = new("--as") { Description = "Write in this form, whatever the file is called." };
    readonly ProfileShownOptions _shown = new(20, "Rows of each table.");

    public ProfileArguments(Command command)
    {
        _by.AcceptOnlyFromAmong("function", "line", "library", "thread");
        _form.AcceptOnlyFromAmong([.. ProfileForm.All.Select(form => form.Name)]);
        _unit.AcceptOnlyFromAmong("bytes", "count");
        _sort.AcceptOnlyFromAmong("flat", "cumulative");
        command.Arguments.Add(_files);
        foreach (Option option in (ReadOnlySpan<Option>)[_base, _by, .. _shown.Rows, _peek, _focus, _ignore, _value, _unit, _sort, _allFrames, _symbols, _code, _jvm, .. _shown.Place, _form, _shown.Quietness])
            command.Options.Add(option);
        foreach (Option<string?> pattern in (ReadOnlySpan<Option<string?>>)[_peek, _focus, _ignore])
            ProfileShownOptions.Check(pattern);
        ProfileShownOptions.Check(_files);
    }

    public ProfileChoice Of(ParseResult parsed)
    {
        string by = parsed.GetValue(_by)!;
        ProfileQuestion question = new()
        {
            Column = parsed.GetValue(_value),
            Grain = ProfileShownOptions.Grain(by),
            Focus = ProfileShownOptions.Pattern(parsed.GetValue(_focus)),
            Ignore = ProfileShownOptions.Pattern(parsed.GetValue(_ignore)),
            KeepsAllocator = parsed.GetValue(_allFrames),
        };
        ProfileShown shown = new(_shown.Top(parsed), by == "thread", parsed.GetValue(_sort) == "cumulative", _shown.Tree(parsed), ProfileShownOptions.Pattern(parsed.GetValue(_peek)));
        return new ProfileChoice(parsed.GetValue(_files) ?? [], parsed.GetValue(_base) ?? [], question, shown, parsed.GetValue(_unit), parsed.GetValue(_symbols) ?? [],
            new CodeChoice(parsed.GetValue(_code) ?? [], parsed.GetValue(_jvm)),
            _shown.Output(parsed), parsed.GetValue(_form), _shown.Quiet(parsed));
    }
}
