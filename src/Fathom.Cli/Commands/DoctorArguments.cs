using System.CommandLine;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.Formats;

namespace Fathom.Cli.Commands;

/// <summary>Options of the doctor beyond a look.</summary>
sealed class DoctorArguments
{
    readonly Option<TimeSpan?> _for = DurationText.Option("--for", "Look again and again for so long (every 5 s, 8 times at least) and add what grows.");

    readonly Option<string?> _against = new("--against")
    {
        Description = "Compare with an earlier answer of --json: did the change work?",
        HelpName = "OLD.json",
    };

    readonly Option<bool> _budget = new("--budget") { Description = "Also what each part may grow to by its flags, and whether that fits the container." };

    readonly Option<bool> _lost = new("--lost") { Description = "Also find what nothing refers to: every place where an address may stand is read three times, up to 10 s." };

    public DoctorArguments(Command command)
    {
        command.Options.Add(_for);
        command.Options.Add(_against);
        command.Options.Add(_budget);
        command.Options.Add(_lost);
    }

    public TimeSpan? For(ParseResult parsed) => parsed.GetValue(_for);

    public bool WithBudget(ParseResult parsed) => parsed.GetValue(_budget);

    public bool Lost(ParseResult parsed) => parsed.GetValue(_lost);

    public bool IsAgainst(ParseResult parsed) => parsed.GetValue(_against) is not null;

    /// <summary>An empty one where none was asked for.</summary>
    public Result<EarlierAnswer> Earlier(ParseResult parsed) =>
        parsed.GetValue(_against) is { } file ? TextFile.Read(file).Then(text => EarlierAnswerJson.Parse(text, file)) : new EarlierAnswer();
}
