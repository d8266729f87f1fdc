using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Netty's pool keeps its chunks for the next buffers: by design.</summary>
sealed class NettyPool : CensusRule
{
    public override string Id => "FTH037";

    public override Finding? Judge(Case seen)
    {
        if (Undivided.IsAll(seen))
            return Counted(seen);
        Rows rows = new(seen.Rows(row => NettyRows.Is(row) && !NettyRows.IsInUse(row)));
        if (!seen.Matters(rows.Resident))
            return null;
        return About(seen, rows, $"Netty's pool keeps {SizeText.Of(rows.Resident)} for its next buffers: by design") with
        {
            Severity = Severity.Info,
            Evidence = [.. rows.Said(), .. NettyRows.Counted(seen)],
        };
    }

    /// <summary>How much of a chunk is in memory, a class histogram does not say.</summary>
    Finding? Counted(Case seen) => NettyCounts.Of(seen) is not { } netty || netty.Dropped > netty.Kept ? null : new Finding
    {
        Rule = Id,
        Severity = Severity.Info,
        Confidence = Confidence.Possible,
        Title = $"{Jvm.Number(netty.Chunks)} chunks of Netty's pool; {SizeText.Of(Undivided.Of(seen))} may be theirs: by design",
        Evidence = [netty.Said],
    };

    public override RuledOut? Clear(Case seen) => NettyRows.Counted(seen).FirstOrDefault() is { } figure ? new RuledOut("Netty", figure) : null;
}
