using System.CommandLine;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Acts;

namespace Fathom.Cli.Commands;

/// <summary>--freeze[=50ms] and --yes: the target stands still while it is read. The same for every verb that has it.</summary>
sealed class FreezeOption
{
    static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(50);

    /// <summary>Longer than any walk; a heartbeat that stays away for so long ends a member of a cluster.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    readonly Option<TimeSpan?> _budget = new("--freeze")
    {
        Description = "Stop the target while it is read, for TIME at most: 50ms if none is given. Asks; see --yes.",
        HelpName = "=TIME",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result =>
        {
            string? text = result.Tokens is [var token] ? token.Value : null;
            // A bare number is more likely the target's pid than a budget in seconds.
            TimeSpan? time = text is null ? Usual : text.Length == 0 || char.IsAsciiDigit(text[^1]) ? null : DurationText.Parse(text);
            if (time is null || time > Longest)
                result.AddError($"'{text}' is no time to stop a process for: --freeze=50ms, up to 10s");
            return time;
        },
    };

    readonly Option<bool> _yes = new("--yes") { Description = "Agree to the price of what stops or changes the target." };

    public FreezeOption(Command command)
    {
        command.Options.Add(_budget);
        command.Options.Add(_yes);
    }

    public TimeSpan? Budget(ParseResult parsed) => parsed.GetResult(_budget) is null ? null : parsed.GetValue(_budget) ?? Usual;

    public bool Yes(ParseResult parsed) => parsed.GetValue(_yes);

    public Gap? Objection(ParseResult parsed, Session session, int pid)
    {
        if (Budget(parsed) is not { } budget)
            return null;
        return Consent.Objection(session, string.Create(CultureInfo.InvariantCulture, $"--freeze of {pid}"), Freeze.Price(budget), Yes(parsed), "--freeze");
    }
}
