using Fathom.Accounting.Profiles;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Connections of SQLite with their page caches, and databases that live in memory.</summary>
sealed class SqliteConnections : CensusRule
{
    const long Many = 10;

    public override string Id => "FTH015";

    public override ConfirmingTest Test => ConfirmingTest.Growth;

    public override bool TakesProfiles => true;

    public override Finding? Judge(Case seen)
    {
        Rows rows = new(seen.Rows(row => row.Structure.StartsWith("SQLite ", StringComparison.Ordinal)));
        if (!seen.Matters(rows.Resident))
            return ByProfile(seen);
        return About(seen, rows, $"{rows.Counted("SQLite connection")}{Holders.By(rows)} hold {SizeText.Of(rows.Resident)}") with
        {
            Severity = rows.Count >= Many ? Fault(seen, rows.Resident) : Severity.Info,
            Return = $"live -{SizeText.Of(rows.Resident)} once they are closed",
        };
    }

    Finding? ByProfile(Case seen) => Profiled.Of(seen, use => use.Kind == NativeUse.Sqlite) is not { } found ? null
        : found.About(seen, Id, found.Grew(seen) ? Fault(seen, found.Within(seen)) : Severity.Info, $"{found.Counted("of SQLite")} hold {SizeText.Of(found.InUse)}") with
        {
            Return = $"live -{SizeText.Of(found.InUse)} once connections are closed",
        };
}
