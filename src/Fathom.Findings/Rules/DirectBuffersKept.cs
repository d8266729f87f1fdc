using Fathom.Accounting;
using Fathom.Accounting.HeapDumps;
using Fathom.Evidence;
using Fathom.Evidence.Census;

namespace Fathom.Findings.Rules;

/// <summary>Direct buffers that Java objects keep.</summary>
sealed class DirectBuffersKept : CensusRule
{
    public override string Id => "FTH030";

    public override ConfirmingTest Test => ConfirmingTest.CollectionKeeps;

    public override Finding? Judge(Case seen)
    {
        if (HeapDumped.Direct(seen, HolderState.Kept) is { } dumped)
            return Dumped(seen, dumped);
        if (CountedBuffers.Of(seen) is { AreKept: true } counted)
            return Counted(seen, counted);
        Rows rows = new(seen.Rows(row => DirectMemory.Kept(seen, row)));
        if (!seen.Matters(rows.Resident))
            return null;
        return About(seen, rows, $"{rows.Counted("direct buffer")}{Holders.By(rows)} hold {SizeText.Of(rows.Resident)}") with
        {
            Severity = MayBeBounded(seen, rows) ? Severity.Info : Fault(seen, rows.Resident),
            Confidence = DirectMemory.Sure(seen, rows),
            Evidence = [.. rows.Said(), .. DirectMemory.Counted(seen)],
            Return = $"-{SizeText.Of(rows.Resident)} once they are dropped and collected",
        };
    }

    Finding? Dumped(Case seen, DumpedShare share)
    {
        Bytes held = Undivided.Within(seen, share.Native!.Value);
        return !seen.Matters(held) ? null : new Finding
        {
            Rule = Id,
            Severity = share.Count <= seen.Snapshot.Threads.Count ? Severity.Info : Fault(seen, held),
            Confidence = HeapDumped.Sure(seen, DumpJoin.DirectBuffers),
            Title = $"{Jvm.Number(share.Count)} direct buffers{HeapDumped.By(share)} hold up to {SizeText.Of(held)}",
            Shares = Undivided.Shares(seen, held),
            Evidence = [.. HeapDumped.Said(seen, share, DumpJoin.DirectBuffers)],
            Return = "all of it once they are dropped and collected",
        };
    }

    Finding? Counted(Case seen, CountedBuffers found)
    {
        if (found.Size(seen) is not { } size)
            return found.MayMatter(seen) ? Unsized(seen, found) : null;
        Bytes held = Undivided.Within(seen, size);
        return !seen.Matters(held) ? null : new Finding
        {
            Rule = Id,
            Severity = found.Count <= seen.Snapshot.Threads.Count ? Severity.Info : Fault(seen, held),
            Confidence = Confidence.Likely,
            Title = $"{Jvm.Number(found.Count)} direct buffers kept by Java objects hold up to {SizeText.Of(held)}",
            Shares = Undivided.Shares(seen, held),
            Evidence = [.. found.Said(seen)],
            Undecided = "who refers to them: a heap dump, or fathom census of the process",
            Return = "all of it once they are dropped and collected",
        };
    }

    Finding Unsized(Case seen, CountedBuffers found) => new()
    {
        Rule = Id,
        Severity = Severity.Info,
        Confidence = Confidence.Possible,
        Title = $"{Jvm.Number(found.Count)} direct buffers are kept; {SizeText.Of(Undivided.Of(seen))} may be theirs",
        Evidence = [.. found.Said(seen)],
        Undecided = CountedBuffers.HowLarge,
    };

    public override RuledOut? Clear(Case seen) => DirectMemory.Counted(seen).FirstOrDefault() is { } figure ? new RuledOut("direct buffers", figure) : null;
}
