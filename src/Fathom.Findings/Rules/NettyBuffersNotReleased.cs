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

    /// <summary>That Netty's own objects have them is no news.</summary>
    static string By(Rows rows) => rows.First?.Referrer?.Contains("io.netty.", StringComparison.Ordinal) == true ? "" : Holders.By(rows);
}
