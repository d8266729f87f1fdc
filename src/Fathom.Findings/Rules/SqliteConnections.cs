using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Connections of SQLite with their page caches, and databases that live in memory.</summary>
sealed class SqliteConnections : CensusRule
{
    const long Many = 10;

    public override string Id => "FTH015";

    public override ConfirmingTest Test => ConfirmingTest.Growth;

    public override Finding? Judge(Case seen)
    {
        Rows rows = new(seen.Rows(row => row.Structure.StartsWith("SQLite ", StringComparison.Ordinal)));
        if (!seen.Matters(rows.Resident))
            return null;
        return About(seen, rows, $"{rows.Counted("SQLite connection")}{Holders.By(rows)} hold {SizeText.Of(rows.Resident)}") with
        {
            Severity = rows.Count >= Many ? Fault(seen, rows.Resident) : Severity.Info,
            Return = $"live -{SizeText.Of(rows.Resident)} once they are closed",
        };
    }
}
