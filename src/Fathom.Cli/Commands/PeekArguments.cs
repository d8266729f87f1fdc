using System.CommandLine;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.Acts;
using Fathom.Sources.Peeking;

namespace Fathom.Cli.Commands;

/// <summary>What `peek` takes: a target, one place in it, and how to show it.</summary>
sealed class PeekArguments
{
    readonly Argument<string[]> _words = new("TARGET ADDRESS")
    {
        Description = "A pid, part of a name, a core or a file of fathom capture (- for one on standard input); then an address, ADDRESS-END or ADDRESS+LENGTH. Without TARGET: the one JVM there is.",
        Arity = new ArgumentArity(0, 2),
    };

    readonly Option<string?> _mapping = new("--mapping") { Description = "A mapping by its path, last part of the path, [heap], or an address in it.", HelpName = "NAME" };
    readonly Option<int?> _arena = new("--arena") { Description = "An arena of malloc, by the number that fathom arenas shows.", HelpName = "N" };
    readonly Option<string?> _size = new("--size") { Description = "Live chunks of malloc of this size (fathom arenas --bins shows sizes).", HelpName = "BYTES" };
    readonly Option<string?> _group = new("--group") { Description = "Live chunks that fathom census shows as OWNER, or as OWNER/STRUCTURE (a part of it is enough).", HelpName = "OWNER[/STRUCTURE]" };
    readonly Option<bool> _all = new("--all") { Description = "All memory that can be written to." };
    readonly Option<int> _minLength = new("--min-length") { Description = "Characters that make a text.", HelpName = "N", DefaultValueFactory = _ => 10 };
    readonly Option<int> _top = new("--top") { Description = "Texts to show.", HelpName = "N", DefaultValueFactory = _ => 20 };
    readonly Option<bool> _hex = new("--hex") { Description = "Also the first 256 bytes as hex." };
    readonly Option<bool> _raw = new("--raw") { Description = "Show texts and command lines with the secrets in them." };
    readonly Option<bool> _json = new("--json") { Description = "Write JSON (schema fathom/1) instead of text." };
    readonly Option<string?> _file = new("--output", "-o") { Description = "Write the bytes as they are to FILE, secrets and all, readable by you alone.", HelpName = "FILE" };
    readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Only what was found: no gaps." };

    readonly Option<bool> _yes = new("--yes") { Description = "Agree to the price of --swap-in." };
    readonly SwapInOption _swapIn;

    const int HexBytes = 256;

    public PeekArguments(Command command)
    {
        _words.Validators.Add(result =>
        {
            foreach (System.CommandLine.Parsing.Token token in result.Tokens)
            {
                if (token.Value is ['-', _, ..])
                    result.AddError($"there is no option {token.Value}");
            }
        });
        _minLength.Validators.Add(result => Within(result, _minLength, 4, 1000));
        _top.Validators.Add(result => Within(result, _top, 1, 10_000));
        command.Arguments.Add(_words);
        foreach (Option option in (ReadOnlySpan<Option>)[_mapping, _arena, _size, _group, _all, _minLength, _top, _hex, _raw, _json, _file, _quiet, _yes])
            command.Options.Add(option);
        _swapIn = new SwapInOption(command);
    }

    public Gap? Objection(ParseResult parsed, Session session, TargetPlace place, PeekOptions peek) =>
        place.Pid is { } pid ? _swapIn.Objection(parsed, session, pid, parsed.GetValue(_yes), snapshot => SwapInPlan.For(snapshot, peek)) : null;

    /// <summary>What was agreed to, done; answers what it left in the target.</summary>
    public Result<IReadOnlyList<string>> Act(TargetPlace place, PeekOptions peek) =>
        place.Pid is { } pid ? _swapIn.Act(pid, snapshot => SwapInPlan.For(snapshot, peek)) : Result.Of<IReadOnlyList<string>>([]);

    public bool Quiet(ParseResult parsed) => parsed.GetValue(_quiet);

    public bool Raw(ParseResult parsed) => parsed.GetValue(_raw);

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    public string? File(ParseResult parsed) => parsed.GetValue(_file);

    /// <summary>Null where it is left to be the one JVM there is.</summary>
    public string? Target(ParseResult parsed) => Words(parsed).Target;

    public Result<PeekOptions> Options(ParseResult parsed, Session session)
    {
        List<Result<PeekOptions>> places = [];
        if (Words(parsed).Address is { } address)
            places.Add(Place(address));
        if (parsed.GetValue(_mapping) is { } mapping)
            places.Add(PeekPlace.Number(mapping) is { } at && mapping.StartsWith("0x", StringComparison.Ordinal)
                ? new PeekOptions(PeekWhere.Mapping) { Address = new Address(at) }
                : new PeekOptions(PeekWhere.Mapping) { Name = mapping });
        if (parsed.GetValue(_arena) is { } arena)
            places.Add(new PeekOptions(PeekWhere.Arena) { Number = arena });
        if (parsed.GetValue(_size) is { } size)
            places.Add(PeekPlace.Size(size) is { } bytes and >= 32 and < 1L << 40
                ? new PeekOptions(PeekWhere.Size) { Number = bytes }
                : Gaps.PeekNotUnderstood.At("--size", null, size));
        if (parsed.GetValue(_group) is { } group)
            places.Add(OfGroup(session, group));
        if (parsed.GetValue(_all))
            places.Add(new PeekOptions(PeekWhere.All));
        if (places is not [var one])
            return Gaps.PeekOnePlace.At("peek", null, places.Count.ToString(CultureInfo.InvariantCulture));
        return one.Then<PeekOptions>(options => options with
        {
            MinLength = parsed.GetValue(_minLength),
            Top = parsed.GetValue(_top),
            Hex = parsed.GetValue(_hex) ? HexBytes : 0,
            Raw = Raw(parsed),
            Referrers = options.Where == PeekWhere.Address,
        });
    }

    static PeekOptions OfGroup(Session session, string asked) =>
        new(PeekWhere.Groups) { Name = asked, Groups = new PeekGroups(asked, FingerprintFiles.Own(session).All).Of };

    static Result<PeekOptions> Place(string text) =>
        PeekPlace.Parse(text) is { } options ? options : Gaps.PeekNotUnderstood.At("ADDRESS", null, text);

    (string? Target, string? Address) Words(ParseResult parsed) => parsed.GetValue(_words) switch
    {
        [var target, var address] => (target, address),
        // A pid has no 0x; a file of that name can be called ./0x….
        [var one] when one.StartsWith("0x", StringComparison.Ordinal) => (null, one),
        [var target] => (target, null),
        _ => (null, null),
    };

    static void Within(System.CommandLine.Parsing.OptionResult result, Option<int> option, int least, int most)
    {
        // A word that is no number has its own message.
        if (result.Tokens is [{ Value: var word }] && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            && (value < least || value > most))
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is between {least} and {most}"));
    }
}
