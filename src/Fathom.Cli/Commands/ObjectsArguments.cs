using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fathom.Cli.Commands;

/// <summary>How long `fathom jvm --objects` may go through the heap.</summary>
sealed record ObjectsChoice(TimeSpan Budget);

/// <summary>The options of `fathom jvm` that count Java objects.</summary>
sealed class ObjectsArguments
{
    static readonly TimeSpan Usual = TimeSpan.FromSeconds(10), Endless = TimeSpan.FromHours(1);

    readonly Option<bool> _objects = new("--objects") { Description = "Count the Java objects that own native memory, without a safepoint." };
    readonly Option<TimeSpan?> _budget = DurationText.Option("--budget", "With --objects: a heap that takes longer is sampled; 10s if not given.");
    readonly Option<bool> _exact = new("--exact") { Description = "With --objects: the whole heap, however long it takes." };

    public void AddTo(Command command)
    {
        foreach (Option option in (ReadOnlySpan<Option>)[_objects, _budget, _exact])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (!result.GetValue(_objects) && (result.GetResult(_budget) is not null || result.GetValue(_exact)))
                result.AddError("--budget and --exact go with --objects");
        });
    }

    public bool AskedIn(CommandResult result) => result.GetValue(_objects);

    public ObjectsChoice? Of(ParseResult parsed) => !parsed.GetValue(_objects) ? null
        : new ObjectsChoice(parsed.GetValue(_exact) ? Endless : parsed.GetValue(_budget) ?? Usual);
}
