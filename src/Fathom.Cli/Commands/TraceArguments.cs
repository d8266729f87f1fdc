using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Views.Profiles;
using Fathom.Views.Tracing;

namespace Fathom.Cli.Commands;

/// <summary>What `fathom trace` was asked for.</summary>
/// <param name="For">Null: until Ctrl-C.</param>
/// <param name="OlderThan">Only what has lived for so long is in use.</param>
/// <param name="ByStack">The table is one of rows of a trace; else that of a profile.</param>
sealed record TraceChoice(ProfileChoice Profile, TimeSpan? For, TimeSpan OlderThan, Bytes Interval, bool ByStack, bool Yes)
{
    public required TraceRowsChoice Rows { get; init; }

    /// <summary>The pattern as it was given; null for all.</summary>
    public string? Only { get; init; }

    /// <summary>By the kernel, in place of the probe.</summary>
    public bool ByKernel { get; init; }

    /// <summary>Where nothing is known of earlier moments of the same trace.</summary>
    /// <param name="earlier">Null where there is none to hold it against.</param>
    public TraceAnswer Answer(Target target, ProfileAnswer shown, AllocationProfile profile, TraceFigures figures, EarlierTrace? earlier)
    {
        IReadOnlyList<TraceSummary> rows = Rows.Of(profile, null, Profile.Question.Focus);
        return new TraceAnswer(target, shown, figures, rows, Profile.Question.Focus is not null, ByStack)
        {
            Group = Rows.Group,
            Sort = Rows.Sort,
            Only = Only,
            Difference = Rows.Earlier is null || earlier is null ? null : new TraceDifference(earlier, TraceChange.Of(earlier, rows, figures.Elapsed - figures.OlderThan)),
        };
    }
}

/// <summary>The arguments of `fathom trace`.</summary>
sealed class TraceArguments
{
    static readonly TimeSpan OldEnough = TimeSpan.FromSeconds(30);

    readonly Argument<string?> _target = new("TARGET")
    {
        Description = "A pid, or part of a main class, jar, unit, container id or pod. Without it: the one JVM there is.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    readonly Option<TimeSpan?> _for = DurationText.Option("--for", "Trace for so long; without it until Ctrl-C, or 30s off a terminal.");
    readonly Option<bool> _leaks = new("--leaks") { Description = "Only what has not been freed for a while (see --older)." };
    readonly Option<TimeSpan?> _older = DurationText.Option("--older", "What --leaks takes for a while: 30s, or a third of --for.");
    readonly Option<string?> _interval = new("--interval") { Description = "Bytes between two samples, on average; each smaller one costs more.", HelpName = "SIZE" };
    readonly Option<string?> _only = new("--only") { Description = "Only stacks with a function or library that fits: libz.", HelpName = "PATTERN" };
    readonly TraceRowsOptions _rows = new();
    readonly Option<string?> _value = new("--value") { Description = "A table of this value, by itself and with all that was called: inuse_space, inuse_objects, alloc_space or alloc_objects; also what profiles are of." };
    readonly ProfileShownOptions _shown = new(15, "Rows of the table.");
    readonly Option<bool> _yes = new("--yes") { Description = "Agree to the price." };

    readonly EngineOption? _engine;
    readonly bool _starts;

    /// <param name="starts">The verb starts its target: it needs no name, and no yes.</param>
    public TraceArguments(Command command, bool starts = false)
    {
        _starts = starts;
        _value.AcceptOnlyFromAmong("inuse_space", "inuse_objects", "alloc_space", "alloc_objects");
        foreach (Option option in (ReadOnlySpan<Option>)[_for, _leaks, _older, _interval, _only, .. _rows.Rows, .. _shown.Rows, _value, .. starts ? [] : _rows.Looks, .. _shown.Place, _shown.Quietness])
            command.Options.Add(option);
        if (!starts)
        {
            command.Arguments.Add(_target);
            command.Options.Add(_yes);
            _engine = new EngineOption(command, _rows);
        }
        command.Validators.Add(result =>
        {
            if (result.GetValue(_leaks) && TimeOf(result, _older) is { } old && (TimeOf(result, _for) ?? Otherwise) is { } whole && old >= whole)
                result.AddError($"nothing that a trace of {Seconds(whole)} sees can be {Seconds(old)} old: a shorter --older, or a longer --for");
        });
        ProfileShownOptions.Check(_only);
        ProfileShownOptions.Check(_target);
        _interval.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && PeekPlace.Size(word) is not (>= 64 and <= 1 << 30))
                result.AddError("--interval is 64 to 1g bytes: 64k, 512k");
        });
    }

    /// <summary>Off a terminal nobody is there to end it.</summary>
    TimeSpan? Otherwise => !_starts && (Console.IsErrorRedirected || Console.IsInputRedirected) ? OldEnough : null;

    /// <summary>Null where it was not given, or is no time: that is told by itself.</summary>
    static TimeSpan? TimeOf(CommandResult result, Option<TimeSpan?> option) => result.GetResult(option) is { Tokens: [{ Value: var word }] } ? DurationText.Parse(word) : null;

    static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    public TraceChoice Of(ParseResult parsed)
    {
        string by = _rows.By(parsed);
        string? value = parsed.GetValue(_value);
        bool tree = _shown.Tree(parsed);
        ProfileQuestion question = new()
        {
            Column = value ?? "inuse_space",
            Grain = ProfileShownOptions.Grain(by),
            Focus = ProfileShownOptions.Pattern(parsed.GetValue(_only)),
        };
        ProfileShown shown = new(_shown.Top(parsed), by == "thread", ByCumulative: true, tree, null);
        ProfileChoice profile = new(!_starts && parsed.GetValue(_target) is { } target ? [target] : [], [], question, shown, null, [], new CodeChoice([], null), _shown.Output(parsed), null, _shown.Quiet(parsed));
        TimeSpan? whole = parsed.GetValue(_for) ?? Otherwise;
        TimeSpan old = parsed.GetValue(_older) ?? (whole is { } time && time / 3 < OldEnough ? time / 3 : OldEnough);
        Bytes interval = parsed.GetValue(_interval) is { } size ? new Bytes(PeekPlace.Size(size)!.Value) : new Bytes(512 * 1024);
        return new TraceChoice(profile, whole, parsed.GetValue(_leaks) ? old : TimeSpan.Zero, interval,
            !tree && value is null, _starts || parsed.GetValue(_yes))
        {
            Rows = _rows.Of(parsed),
            Only = parsed.GetValue(_only),
            ByKernel = _engine?.IsKernel(parsed) == true,
        };
    }
}
