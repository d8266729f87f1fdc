using Fathom.Accounting;

namespace Fathom.Findings.Rules;

/// <summary>A rule about rows of the census.</summary>
abstract class CensusRule : Rule
{
    protected Finding About(Case seen, Rows rows, string title) => new()
    {
        Rule = Id,
        Severity = Fault(seen, rows.Resident),
        Confidence = rows.Confidence,
        Title = title,
        Shares = rows.Shares,
        Evidence = [.. rows.Said()],
    };

    /// <summary>As sure as the rows are, and no surer than this.</summary>
    protected static Confidence AtBest(Confidence most, Rows rows) => rows.Confidence > most ? rows.Confidence : most;

    /// <summary>What is as many as its users, or as a pool has, is there by design, as far as one look tells.</summary>
    protected static bool MayBeBounded(Case seen, Rows rows, long pool = 1) => rows.Count <= Math.Max(pool, seen.Snapshot.Threads.Count);
}
