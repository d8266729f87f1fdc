using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Direct buffers that are garbage: small Java objects in front of much memory, on a heap that has no reason to collect.</summary>
sealed class DirectBuffersDropped : CensusRule
{
    // Some always wait for the next young collection.
    const double Much = 0.1;

    public override string Id => "FTH031";

    public override ConfirmingTest Test => ConfirmingTest.CollectionFrees;

    public override Finding? Judge(Case seen)
    {
        Rows rows = new(seen.Rows(row => DirectMemory.Dropped(seen, row)));
        if (!seen.Matters(rows.Resident))
            return Undecided(seen);
        return About(seen, rows, $"{rows.Counted("direct buffer")} that nothing refers to hold {SizeText.Of(rows.Resident)}") with
        {
            Severity = rows.Resident.Value >= seen.Resident.Value * Much ? Fault(seen, rows.Resident) : Severity.Info,
            Confidence = DirectMemory.Sure(seen, rows),
            Evidence = [.. rows.Said(), .. DirectMemory.Counted(seen), .. Collected.Said(seen)],
            Return = $"live -{SizeText.Of(rows.Resident)} after one full collection",
        };
    }

    /// <summary>Whether anything refers to the buffers was not found out.</summary>
    Finding? Undecided(Case seen)
    {
        Rows rows = new(seen.Rows(row => row.Reachable is Reachable.Garbage or Reachable.Unknown && DirectMemory.IsOwn(seen, row)));
        if (!seen.Matters(rows.Resident) || rows.Resident.Value < seen.Resident.Value * Much || MayBeBounded(seen, rows))
            return null;
        bool wasSearched = Held.IsSearched(seen);
        return About(seen, rows, $"{rows.Counted("direct buffer")} hold {SizeText.Of(rows.Resident)}, {(wasSearched ? "dropped as it seems" : "dropped or kept")}") with
        {
            Confidence = Confidence.Possible,
            Evidence = [.. rows.Said(), wasSearched ? "no more is known of who refers to them" : Held.NotSearched(seen), .. DirectMemory.Counted(seen), .. Collected.Said(seen)],
            Undecided = "live memory falls by a full collection where they were dropped; where they are kept (FTH030) it does not",
        };
    }
}
