using System.CommandLine;

namespace Fathom.Cli.Commands;

/// <summary>--trace TIME: for so long, and while it is looked, the probe is in the target.</summary>
sealed class TraceOption
{
    readonly Option<TimeSpan?> _time;
    readonly Option<bool>? _yes;

    /// <param name="description">What the answer gains by it.</param>
    /// <param name="hasYes">The verb has --yes already.</param>
    public TraceOption(Command command, string description, bool hasYes)
    {
        _time = DurationText.Option("--trace", description);
        command.Options.Add(_time);
        if (!hasYes)
            command.Options.Add(_yes = new Option<bool>("--yes") { Description = "Agree to the price of --trace." });
    }

    /// <summary>Null where nobody asked for it.</summary>
    public TracedLook? Of(ParseResult parsed, Session session, LookArguments look) => parsed.GetValue(_time) is { } time
        ? new TracedLook(session, time, _yes is null ? look.Yes(parsed) : parsed.GetValue(_yes), look.Quiet(parsed))
        : null;
}
