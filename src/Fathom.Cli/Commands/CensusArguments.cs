using System.CommandLine;
using Fathom.Accounting.Census;
using Fathom.Accounting.Fingerprints;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.Census;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>What `census` was asked.</summary>
sealed record CensusChoice(CensusShown Shown, OwnFingerprints Own, CensusOptions Census)
{
    public LookOptions AddTo(LookOptions options) => options with { Census = Census };
}

/// <summary>The options of `census`.</summary>
sealed class CensusArguments
{
    public static readonly TimeSpan UsualBudget = TimeSpan.FromSeconds(10);

    /// <summary>What nothing refers to is known only at the end: half a search says nothing.</summary>
    static readonly TimeSpan UsualReachBudget = TimeSpan.FromSeconds(60);

    readonly Option<CensusBy> _by = new("--by") { Description = "Add up by owner, structure, size, tag, holder or reach.", DefaultValueFactory = _ => CensusBy.Structure };
    readonly Option<string?> _min = new("--min") { Description = "Leave out what has less: 64k, 1m.", HelpName = "SIZE" };
    readonly Option<int> _top = new("--top") { Description = "Rows to show.", HelpName = "N", DefaultValueFactory = _ => 20 };
    readonly Option<bool> _exact = new("--exact") { Description = "Look at every block, however many there are, and at all of the Java heap." };
    readonly Option<bool> _lost = new("--lost") { Description = "Also find what nothing refers to." };
    readonly Option<TimeSpan?> _budget = DurationText.Option("--budget", "How long the Java heap may be gone through for holders, and all memory with --lost; 10s and 60s if not given.");
    readonly Option<string?> _chunks = new("--chunks") { Description = "Also write a line for each live block to FILE: 0xADDRESS SIZE OWNER STRUCTURE.", HelpName = "FILE" };
    readonly Option<string?> _learn = new("--learn") { Description = "Write a fingerprint of what grows between two looks.", HelpName = "NAME" };
    readonly Option<string[]> _fingerprints = new("--fingerprints") { Description = "Also use the fingerprints in FILE.", HelpName = "FILE", Arity = ArgumentArity.OneOrMore };

    readonly TraceOption _trace;

    public CensusArguments(Command command)
    {
        Look = new LookArguments(command, mayFreeze: true);
        _trace = new TraceOption(command, "First trace for so long, and show who made the blocks since: loads a library into the JVM, see fathom trace.", hasYes: true);
        foreach (Option option in (ReadOnlySpan<Option>)[_by, _min, _top, _exact, _lost, _budget, _chunks, _fingerprints, _learn])
            command.Options.Add(option);
        _top.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && int.TryParse(word, System.Globalization.CultureInfo.InvariantCulture, out int top) && top < 1)
                result.AddError("--top is 1 or more");
        });
        _min.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && PeekPlace.Size(word) is null)
                result.AddError("--min is a size: 64k, 1m");
        });
    }

    public LookArguments Look { get; }

    public string? Chunks(ParseResult parsed) => parsed.GetValue(_chunks);

    /// <summary>Null where nothing is to be traced.</summary>
    public TracedLook? Trace(ParseResult parsed, Session session) => _trace.Of(parsed, session, Look);

    public string? Learn(ParseResult parsed) => parsed.GetValue(_learn);

    public Result<CensusChoice> Choice(ParseResult parsed, Session session)
    {
        OwnFingerprints own = FingerprintFiles.Own(session);
        List<Fingerprint> fingerprints = [.. own.All];
        foreach (string file in parsed.GetValue(_fingerprints) ?? [])
        {
            if (!FingerprintFiles.Read(file).Try(out IReadOnlyList<Fingerprint>? read, out Gap? gap))
                return gap;
            fingerprints.AddRange(read);
        }
        // Every block has to be looked at where every block is asked for.
        bool each = Chunks(parsed) is not null || Trace(parsed, session) is not null;
        bool exact = parsed.GetValue(_exact) || each;
        return new CensusChoice(
            new CensusShown(parsed.GetValue(_by), new Bytes(parsed.GetValue(_min) is { } min ? PeekPlace.Size(min) ?? 0 : 0), parsed.GetValue(_top)),
            own with { All = fingerprints },
            new CensusOptions
            {
                Exact = exact,
                Lost = parsed.GetValue(_lost),
                Chunks = each,
                HolderBudget = parsed.GetValue(_exact) ? TimeSpan.FromHours(1) : parsed.GetValue(_budget) ?? UsualBudget,
                ReachBudget = parsed.GetValue(_budget) ?? UsualReachBudget,
            });
    }
}
