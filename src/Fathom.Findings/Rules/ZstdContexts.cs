using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Contexts of zstd: megabytes each, of which as much is in memory as was used.</summary>
sealed class ZstdContexts : CensusRule
{
    // A thread has one or two in use.
    const long Many = 16;

    public override string Id => "FTH014";

    public override ConfirmingTest Test => ConfirmingTest.Growth;

    public override Finding? Judge(Case seen)
    {
        Rows rows = new(seen.Rows(Is));
        if (!seen.Matters(rows.Resident))
            return null;
        return About(seen, rows, $"{rows.Counted("zstd context")}{Holders.By(rows)} hold {SizeText.Of(rows.Resident)}") with
        {
            Severity = rows.Count >= Many && !MayBeBounded(seen, rows) ? Fault(seen, rows.Resident) : Severity.Info,
            Return = $"live -{SizeText.Of(rows.Resident)} once they are closed",
        };
    }

    public static bool Is(CensusRow row) => row.Structure.StartsWith("zstd ", StringComparison.Ordinal);
}
