using System.CommandLine;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Sources;
using Fathom.Sources.Formats;
using Fathom.Views.Tracing;

namespace Fathom.Cli.Commands;

/// <summary>What the rows of a trace are, and what they are held against.</summary>
/// <param name="IsLive">Pages on the terminal while the trace is under way.</param>
/// <param name="HasCensus">malloc's heaps are walked at both ends.</param>
/// <param name="Sizes">Of these each block is noted.</param>
/// <param name="FindsSizes">Sizes that the census sees grow are noted block by block.</param>
/// <param name="Earlier">A file with an earlier answer; null for none.</param>
sealed record TraceRowsChoice(TraceGroup Group, TraceSort Sort, bool IsLive, bool HasCensus, IReadOnlyList<SizeRange> Sizes, bool FindsSizes, string? Earlier)
{
    /// <summary>In the order that was asked for.</summary>
    /// <param name="window">Null where nothing is known of earlier moments.</param>
    public IReadOnlyList<TraceSummary> Of(AllocationProfile profile, TraceWindow? window, FramePattern? only) => TraceSummary.Sorted(TraceRows.Of(profile, window, only, Group), Sort);

    /// <summary>An empty one where none was asked for; its rows are of the same sort as those of this trace.</summary>
    public Result<EarlierTrace> ReadEarlier(string? only, TimeSpan olderThan)
    {
        string mine = Question(TraceNames.Of(Group), only, olderThan);
        if (Earlier is not { } file)
            return new EarlierTrace("", "", TimeSpan.Zero, TimeSpan.Zero);
        return TextFile.Read(file).Then(text => TraceJsonText.Parse(text, file)).Then<EarlierTrace>(earlier =>
            Question(earlier.Group, earlier.Only, earlier.OlderThan) is var theirs && theirs == mine ? earlier : Gaps.TraceOtherQuestion.At(file, null, theirs, mine));
    }

    static string Question(string group, string? only, TimeSpan olderThan) =>
        $"--by {group}{(only is null ? "" : $" --only {only}")}{(olderThan > TimeSpan.Zero ? " --leaks" : "")}";
}

/// <summary>The options of `fathom trace` for its rows.</summary>
sealed class TraceRowsOptions
{
    readonly Option<string> _by = new("--by") { Description = "What a row is: stack (who called malloc, and for which line of Java), method or line (of Java), function or library (that called malloc), or thread.", DefaultValueFactory = _ => TraceNames.Groups[0] };
    readonly Option<string> _sort = new("--sort") { Description = "Order of the rows: by what lives, by what it grew by of late, or by what is made a second.", DefaultValueFactory = _ => TraceNames.Sorts[0] };
    readonly Option<bool> _noLive = new("--no-live") { Description = "No pages on the terminal while the trace is under way, only the answer." };
    readonly Option<bool> _noCensus = new("--no-census") { Description = "Do not walk malloc's heaps at both ends (0.2 s a GiB): coverage is then not told." };
    readonly Option<string?> _sizes = new("--sizes") { Description = "Note each block of these sizes, and no sample: 7168,32768 or 4096-8192; up to 8.", HelpName = "SIZES" };
    readonly Option<bool> _grown = new("--grown") { Description = "The same for the sizes that grew in the first third of --for, or 10s." };
    readonly Option<string?> _diff = new("--diff") { Description = "Hold it against an earlier trace, by what stays a second; FILE is what --json or -o before.json wrote.", HelpName = "FILE" };

    public TraceRowsOptions()
    {
        _by.AcceptOnlyFromAmong([.. TraceNames.Groups]);
        _sort.AcceptOnlyFromAmong([.. TraceNames.Sorts]);
        _sizes.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && Ranges(text) is null)
                result.AddError("--sizes are up to 8 sizes or ranges: 7168,32768 or 4096-8192");
        });
        _grown.Validators.Add(result =>
        {
            if (result.Implicit)
                return;
            if (result.GetResult(_sizes) is { Implicit: false })
                result.AddError("--grown finds sizes by itself, and --sizes names them: one of both");
            if (result.GetResult(_noCensus) is { Implicit: false })
                result.AddError("--grown needs the census that --no-census leaves out");
        });
    }

    public IReadOnlyList<Option> Rows => [_by, _sort];

    public IReadOnlyList<Option> Looks => [_sizes, _grown, _diff, _noCensus, _noLive];

    public IReadOnlyList<Option> OfTheProbe => [_sizes, _grown];

    public string By(ParseResult parsed) => parsed.GetValue(_by)!;

    public TraceRowsChoice Of(ParseResult parsed) => new(TraceNames.Group(By(parsed)), TraceNames.Sort(parsed.GetValue(_sort)!), !parsed.GetValue(_noLive), !parsed.GetValue(_noCensus),
        parsed.GetValue(_sizes) is { } text ? Ranges(text)! : [], parsed.GetValue(_grown), parsed.GetValue(_diff));

    /// <summary>Null for what is none.</summary>
    static SizeRange[]? Ranges(string text)
    {
        string[] words = text.Split(',');
        SizeRange[] ranges = new SizeRange[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            string[] ends = words[i].Split('-');
            if (ends.Length > 2 || PeekPlace.Size(ends[0]) is not { } from || PeekPlace.Size(ends[^1]) is not { } to || from > to)
                return null;
            ranges[i] = new SizeRange(new Bytes(from), new Bytes(to));
        }
        return ranges.Length <= GrownSizes.Most ? ranges : null;
    }
}
