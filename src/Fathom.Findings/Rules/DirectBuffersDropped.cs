using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Accounting.HeapDumps;
using Fathom.Evidence;
using Fathom.Evidence.Census;

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
        if (HeapDumped.Direct(seen, HolderState.Garbage) is { } dumped)
            return Dumped(seen, dumped);
        if (CountedBuffers.Of(seen) is { AreDropped: true } counted)
            return Counted(seen, counted);
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

    Finding? Dumped(Case seen, DumpedShare share)
    {
        Bytes held = Undivided.Within(seen, share.Native!.Value);
        return !seen.Matters(held) ? null : new Finding
        {
            Rule = Id,
            Severity = held.Value >= seen.Resident.Value * Much ? Fault(seen, held) : Severity.Info,
            Confidence = HeapDumped.Sure(seen, DumpJoin.DirectBuffers),
            Title = $"{Jvm.Number(share.Count)} direct buffers that nothing refers to hold up to {SizeText.Of(held)}",
            Shares = Undivided.Shares(seen, held),
            Evidence = [.. HeapDumped.Said(seen, share, DumpJoin.DirectBuffers), .. Collected.Said(seen)],
            Return = "all of it at the next full collection",
        };
    }

    Finding? Counted(Case seen, CountedBuffers found)
    {
        if (found.Size(seen) is not { } size)
            return found.MayMatter(seen) ? Unsized(seen, found) : null;
        Bytes held = Undivided.Within(seen, new Bytes((long)(size.Value * ((double)found.Dropped / found.Count))));
        return !seen.Matters(held) ? null : new Finding
        {
            Rule = Id,
            Severity = held.Value >= seen.Resident.Value * Much ? Fault(seen, held) : Severity.Info,
            Confidence = Confidence.Likely,
            Title = $"{Jvm.Number(found.Dropped)} direct buffers that nothing refers to hold up to {SizeText.Of(held)}",
            Shares = Undivided.Shares(seen, held),
            Evidence = [.. found.Said(seen), .. Collected.Said(seen)],
            Return = "all of it at the next full collection, which a class histogram without -all is",
        };
    }

    Finding Unsized(Case seen, CountedBuffers found) => new()
    {
        Rule = Id,
        Severity = Severity.Info,
        Confidence = Confidence.Possible,
        Title = $"{Jvm.Number(found.Dropped)} direct buffers that nothing referred to; {SizeText.Of(Undivided.Of(seen))} may be theirs",
        Evidence = [.. found.Said(seen), .. Collected.Said(seen)],
        Undecided = CountedBuffers.HowLarge,
    };

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
