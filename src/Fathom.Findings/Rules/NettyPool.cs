using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Netty's pool keeps its chunks for the next buffers: by design.</summary>
sealed class NettyPool : CensusRule
{
    public override string Id => "FTH037";

    public override Finding? Judge(Case seen)
    {
        Rows rows = new(seen.Rows(row => NettyRows.Is(row) && !NettyRows.IsInUse(row)));
        if (!seen.Matters(rows.Resident))
            return null;
        return About(seen, rows, $"Netty's pool keeps {SizeText.Of(rows.Resident)} for its next buffers: by design") with
        {
            Severity = Severity.Info,
            Evidence = [.. rows.Said(), .. NettyRows.Counted(seen)],
        };
    }

    public override RuledOut? Clear(Case seen) => NettyRows.Counted(seen).FirstOrDefault() is { } figure ? new RuledOut("Netty", figure) : null;
}
