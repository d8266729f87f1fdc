using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>ByteBufs that were not released. Whether somebody is about to, one look does not tell: without growth it is a note.</summary>
sealed class NettyBuffersNotReleased : CensusRule
{
    public override string Id => "FTH036";

    public override ConfirmingTest Test => ConfirmingTest.Growth;

    public override Finding? Judge(Case seen)
    {
        if (Undivided.IsAll(seen))
            return Counted(seen);
        Rows rows = new(seen.Rows(NettyRows.IsInUse)), all = new(seen.Rows(NettyRows.Is));
        if (!seen.Matters(rows.Resident) || rows.Resident.Value * 2 < all.Resident.Value)
            return null;
        Finding found = About(seen, rows, $"Netty buffers not released{By(rows)} hold {SizeText.Of(rows.Resident)}") with
        {
            Severity = Severity.Info,
            Confidence = Confidence.Possible,
            Evidence = [.. rows.Said(), .. NettyRows.Counted(seen)],
            Undecided = "whether they grow: fathom TARGET again under the same load; Netty's own test names who did not release (-Dio.netty.leakDetection.level=paranoid)",
            Return = $"-{SizeText.Of(rows.Resident)} once they are released",
        };
        return seen.Growth is { } growth && Growing.Of(found, seen, growth).Any(line => line.Grows)
            ? found with { Severity = Fault(seen, rows.Resident), Confidence = Confidence.Likely } : found;
    }

    /// <summary>What is released goes back to Netty's recycler, which keeps it: buffers that a collection took were mostly not.</summary>
    Finding? Counted(Case seen)
    {
        if (NettyCounts.Of(seen) is not { Dropped: >= Many and var dropped } netty || dropped <= netty.Kept)
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Possible,
            Title = $"{Jvm.Number(dropped)} of Netty's pooled buffers were dropped, not released as it seems; {SizeText.Of(Undivided.Of(seen))} may be theirs",
            Evidence = [netty.Said, .. NettyRows.Counted(seen)],
            Undecided = "Netty's own test names who did not release (-Dio.netty.leakDetection.level=paranoid)",
        };
    }

    const long Many = 100;

    /// <summary>That Netty's own objects have them is no news.</summary>
    static string By(Rows rows) => rows.First?.Referrer?.Contains("io.netty.", StringComparison.Ordinal) == true ? "" : Holders.By(rows);
}
