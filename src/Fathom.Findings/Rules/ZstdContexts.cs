using Fathom.Accounting.Census;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Contexts of zstd: megabytes each, of which as much is in memory as was used.</summary>
sealed class ZstdContexts : CensusRule
{
    // A thread has one or two in use.
    const long Many = 16;

    public override string Id => "FTH014";

    public override ConfirmingTest Test => ConfirmingTest.Growth;

    public override bool TakesProfiles => true;

    public override Finding? Judge(Case seen)
    {
        Rows rows = new(seen.Rows(Is));
        if (!seen.Matters(rows.Resident))
            return ByProfile(seen);
        return About(seen, rows, $"{rows.Counted("zstd context")}{Holders.By(rows)} hold {SizeText.Of(rows.Resident)}") with
        {
            Severity = rows.Count >= Many && !MayBeBounded(seen, rows) ? Fault(seen, rows.Resident) : Severity.Info,
            Return = $"live -{SizeText.Of(rows.Resident)} once they are closed",
        };
    }

    public static bool Is(CensusRow row) => row.Structure.StartsWith("zstd ", StringComparison.Ordinal);

    Finding? ByProfile(Case seen) => Profiled.Of(seen, use => use.Kind == NativeUse.ZstdContext) is not { } found ? null
        : found.About(seen, Id, found.Grew(seen) ? Fault(seen, found.Within(seen)) : Severity.Info, $"{found.Counted("of zstd contexts")} hold {SizeText.Of(found.InUse)}") with
        {
            Return = $"live -{SizeText.Of(found.InUse)} once they are closed",
        };
}
