using Fathom.Accounting.Census;

namespace Fathom.Findings.Rules;

/// <summary>What a library compresses or expands with, by the census' fingerprints.</summary>
static class Streams
{
    public static bool Any(CensusRow row) => row.Remedy == "close-streams";

    public static bool Kept(CensusRow row) => Any(row) && row.Reachable == Reachable.Java;

    public static bool Dropped(CensusRow row) => Any(row) && row.Reachable == Reachable.Garbage;

    /// <summary>Of one kind by its name.</summary>
    public static string Plural(Rows rows) => rows.Structure is { } structure ? structure + (rows.Count == 1 ? "" : "s") : "streams";
}
