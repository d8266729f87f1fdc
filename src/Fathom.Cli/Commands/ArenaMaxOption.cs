using System.CommandLine;
using System.Globalization;

namespace Fathom.Cli.Commands;

/// <summary>--arena-max N: a number of arenas to reckon with, beside those that are always shown.</summary>
sealed class ArenaMaxOption
{
    // malloc takes any; a machine of 1,000 cores has 8,000 by itself.
    const int Most = 100_000;

    readonly Option<int?> _number = new("--arena-max")
    {
        Description = "Also reckon with MALLOC_ARENA_MAX=N. Nothing is set.",
        HelpName = "N",
        CustomParser = result =>
        {
            string text = result.Tokens is [var token] ? token.Value : "";
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= Most)
                return number;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"--arena-max is a number of arenas from 1 to {Most}, not '{text}'"));
            return null;
        },
    };

    public ArenaMaxOption(Command command) => command.Options.Add(_number);

    public int? Value(ParseResult parsed) => parsed.GetValue(_number);
}
