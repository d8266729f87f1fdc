using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>NIO copies what is read or written through a heap buffer into a direct one, and each thread keeps the largest it needed.</summary>
sealed class TemporaryBuffers : CensusRule
{
    const string Cache = "sun.nio.ch.Util$BufferCache";
    const double Much = 0.1;

    public override string Id => "FTH033";

    public override ConfirmingTest Test => ConfirmingTest.CollectionKeeps;

    public override Finding? Judge(Case seen)
    {
        if (CountedBuffers.Of(seen) is { AreOfThreads: true } counted)
            return Counted(seen, counted);
        Rows rows = new(seen.Rows(row => Is(seen, row)));
        if (!seen.Matters(rows.Resident))
            return null;
        return About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} temporary buffers that NIO keeps for its threads hold {SizeText.Of(rows.Resident)}")) with
        {
            Severity = rows.Resident.Value >= seen.Resident.Value * Much ? Fault(seen, rows.Resident) : Severity.Info,
            Evidence = [.. rows.Said(), $"{SizeText.Of(rows.Each)} each on average: the largest read or write through a heap buffer"],
            Return = $"-{SizeText.Of(rows.Resident)} with jdk.nio.maxCachedBufferSize, after a restart",
        };
    }

    /// <summary>One large buffer of somebody else's beside many small ones of theirs would look the same.</summary>
    Finding? Counted(Case seen, CountedBuffers found)
    {
        Bytes? held = found.Size(seen) is { } size ? Undivided.Within(seen, size) : null;
        if (held is { } known ? !seen.Matters(known) : !found.MayMatter(seen))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Possible,
            Title = $"{Jvm.Number(found.Caches)} threads for which NIO keeps temporary buffers; {SizeText.Of(held ?? Undivided.Of(seen))} may be theirs",
            Shares = Undivided.Shares(seen, held ?? Bytes.Zero),
            Evidence = [.. found.Said(seen)],
            Undecided = held is null ? CountedBuffers.HowLarge : "whether a few large buffers are among them: a heap dump, or fathom census of the process",
            Return = "with jdk.nio.maxCachedBufferSize, after a restart",
        };
    }

    public static bool Is(Case seen, CensusRow row) => DirectMemory.IsBuffer(row) && Held.Through(seen, row, Cache);
}
