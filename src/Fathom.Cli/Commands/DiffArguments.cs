using System.CommandLine;
using Fathom.Accounting.Comparison;
using Fathom.Evidence;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>What `fathom diff` was asked for.</summary>
sealed record DiffChoice(string Before, string After, OutputChoice Output, DiffBy? By, DiffShown Shown, Bytes? Limit, bool Quiet, bool Raw);

/// <summary>The arguments of `fathom diff`.</summary>
sealed class DiffArguments
{
    const string Kinds = "A pid or part of a JVM's name, a core, a capture, a folder of /proc files; an answer of --json, smaps, pmap, a report of NMT, a class histogram, a recording, a heap dump, a profile; - for any of these files on standard input.";

    readonly Argument<string> _before = new("BEFORE") { Description = Kinds };
    readonly Argument<string> _after = new("AFTER") { Description = "Another of a kind that can be compared with it." };
    readonly Option<bool> _json = new("--json") { Description = "Write JSON (schema fathom/1) instead of text." };
    readonly Option<string?> _file = new("--output", "-o") { Description = "Write to FILE; an ending of .json chooses JSON.", HelpName = "FILE" };
    readonly Option<DiffBy?> _by = new("--by") { Description = "Only by account, census, size, mapping, tag, site, class, use, function, figure, owner or holder." };
    readonly Option<string?> _min = new("--min") { Description = "Leave out what changed by less: 64k, 1m.", HelpName = "SIZE" };
    readonly Option<string?> _limit = new("--limit") { Description = "Exit 1 when the whole or a line grew by more: 64k, 1m.", HelpName = "SIZE" };
    readonly Option<int> _top = new("--top") { Description = "Lines of each table.", HelpName = "N", DefaultValueFactory = _ => 12 };
    readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Only the figures: no gaps." };
    readonly Option<bool> _raw = new("--raw") { Description = "Show command lines with the secrets in them." };

    public DiffArguments(Command command)
    {
        command.Arguments.Add(_before);
        command.Arguments.Add(_after);
        foreach (Option option in (ReadOnlySpan<Option>)[_json, _file, _by, _min, _limit, _top, _quiet, _raw])
            command.Options.Add(option);
        foreach (Option<string?> size in (ReadOnlySpan<Option<string?>>)[_min, _limit])
        {
            size.Validators.Add(result =>
            {
                if (result.Tokens is [{ Value: var word }] && PeekPlace.Size(word) is null)
                    result.AddError($"{size.Name} is a size: 64k, 1m");
            });
        }
        foreach (Argument<string> argument in (ReadOnlySpan<Argument<string>>)[_before, _after])
        {
            argument.Validators.Add(result =>
            {
                if (result.Tokens is [{ Value: ['-', _, ..] and var option }])
                    result.AddError($"there is no option {option}");
            });
        }
        command.Validators.Add(result =>
        {
            if (result.GetValue(_before) == "-" && result.GetValue(_after) == "-")
                result.AddError("- is standard input, and there is one: only BEFORE or AFTER can be it");
        });
        _top.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && int.TryParse(word, System.Globalization.CultureInfo.InvariantCulture, out int top) && top < 1)
                result.AddError("--top is 1 or more");
        });
    }

    public DiffChoice Of(ParseResult parsed) => new(
        parsed.GetValue(_before)!, parsed.GetValue(_after)!, new OutputChoice(parsed.GetValue(_file), parsed.GetValue(_json)), parsed.GetValue(_by),
        new DiffShown(Size(parsed.GetValue(_min)) ?? Bytes.Zero, parsed.GetValue(_top)), Size(parsed.GetValue(_limit)), parsed.GetValue(_quiet),
        parsed.GetValue(_raw));

    static Bytes? Size(string? text) => text is { } size && PeekPlace.Size(size) is { } bytes ? new Bytes(bytes) : null;
}
