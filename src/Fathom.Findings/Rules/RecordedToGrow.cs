using Fathom.Accounting;
using Fathom.Accounting.Saved;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>A part of the process that grew while Flight Recorder looked, by the JVM's own figures.</summary>
sealed class RecordedToGrow : Rule
{
    // A JVM that has just started fills its tables, its caches and its heap.
    static readonly TimeSpan WarmUp = TimeSpan.FromMinutes(2);
    const double Half = 0.5;
    const int MostParts = 4;
    static readonly Bytes LeastSaid = Bytes.FromMiB(1);

    public override string Id => "FTH088";

    public override bool NeedsSizes => false;

    public override Finding? Judge(Case seen)
    {
        if (RecordedGrowth.Of(seen.Snapshot.Saved) is not { } recorded)
            return null;
        RecordedPart? most = recorded.Parts.FirstOrDefault(part => seen.Matters(part.Growth));
        if (most is not null && (recorded.Whole is not { } whole || most.Growth.Value >= whole.Growth.Value * Half))
            return Of(recorded, most);
        return recorded.Rest is { } rest && seen.Matters(rest) && rest.Value >= recorded.Whole!.Growth.Value * Half ? OfRest(recorded, rest) : null;
    }

    Finding Of(RecordedGrowth recorded, RecordedPart part)
    {
        bool isSteady = part.IsSteady && recorded.Over >= WarmUp;
        return new Finding
        {
            Rule = Id,
            Severity = isSteady && !part.IsHeap ? Severity.Warning : Severity.Info,
            Confidence = isSteady ? Confidence.Likely : Confidence.Possible,
            Title = $"{part.Name} grew by {SizeText.Of(part.Growth)} in {SizeText.Of(recorded.Over)}, to {SizeText.Of(part.Last)}",
            Evidence = [.. Said(recorded), Way(recorded, part, isSteady), .. part.IsHeap ? ["the heap grows up to -Xmx by design"] : Array.Empty<string>()],
        };
    }

    /// <summary>RSS alone says that it is there; whose it is no event of the JDK says.</summary>
    Finding OfRest(RecordedGrowth recorded, Bytes rest)
    {
        bool isSteady = recorded.Whole!.IsSteady && recorded.Over >= WarmUp;
        return new Finding
        {
            Rule = Id,
            Severity = isSteady ? Severity.Warning : Severity.Info,
            Confidence = Confidence.Possible,
            Title = $"{recorded.Whole.Name} grew by {SizeText.Of(recorded.Whole.Growth)} in {SizeText.Of(recorded.Over)}, {SizeText.Of(rest)} of it outside of what the JVM counts",
            Evidence =
            [
                .. Said(recorded), Way(recorded, recorded.Whole, isSteady),
                recorded.Tracked is not null ? "what was committed before and touched only now is taken away: native libraries, or free memory that malloc keeps"
                    : "native memory was not tracked: threads, compilers and the collector's own may have it, too",
            ],
            Undecided = recorded.Tracked is null ? "-XX:NativeMemoryTracking=summary at the next start: its tags are in the recording then (JDK 21 and later)" : null,
        };
    }

    static IEnumerable<string> Said(RecordedGrowth recorded)
    {
        if (recorded.Whole is { } whole)
            yield return $"{whole.Name} {Change(whole)}";
        string[] parts = [.. recorded.Parts.Where(part => Math.Abs(part.Growth.Value) >= LeastSaid.Value).Take(MostParts).Select(part => $"{part.Name} {Change(part)}")];
        if (parts.Length > 0)
            yield return string.Join(", ", parts);
        else if (recorded.Parts.Count > 0)
            yield return $"none of the {recorded.Parts.Count} parts that the JVM counts grew by a MiB";
    }

    static string Change(RecordedPart part) => $"{SizeText.Change(part.Growth)} to {SizeText.Of(part.Last)}";

    static string Way(RecordedGrowth recorded, RecordedPart part, bool isSteady) =>
        isSteady ? "it grew all the time, in the second half too"
        : recorded.Over < WarmUp ? "the recording is short: a start looks the same"
        : part.Series.Samples < Accounting.Growth.Growth.FewestLooks ? $"{Jvm.Number(part.Series.Samples)} samples do not tell a leak from a start" : "most of it came in the first half, or it comes and goes";
}
