using Fathom.Accounting.Census;
using Fathom.Accounting.Profiles;

namespace Fathom.Findings.Rules;

/// <summary>What a library compresses or expands with, by the census' fingerprints.</summary>
static class Streams
{
    public static bool Any(CensusRow row) => row.Remedy == "close-streams" && !ZstdContexts.Is(row);

    /// <summary>A Java object's, or nobody's: what a library keeps for itself is that library's.</summary>
    public static bool IsJavas(CensusRow row) => Any(row) && row.Reachable != Reachable.Native;

    public static bool Kept(Case seen, CensusRow row) => Any(row) && row.Reachable == Reachable.Java && !JarsOpen.Is(seen, row);

    public static bool Dropped(CensusRow row) => Any(row) && row.Reachable == Reachable.Garbage;

    public static bool MayBeDropped(Case seen, CensusRow row) =>
        Any(row) && row.Reachable is Reachable.Unknown or Reachable.Garbage && Held.MayBe(seen, row) && !JarsOpen.Is(seen, row);

    /// <summary>What one stream is made of at most: a deflater's own, its state, its window, two tables and what is pending (zlib 1.2.13, deflateInit2_).</summary>
    public const long MostBlocks = 6;

    /// <summary>By a profile: zlib's, asked for by Java or by nobody that is seen; or libzip's, into which most JDKs link zlib.</summary>
    public static Profiled? Profiled(Case seen) =>
        Rules.Profiled.Of(seen, use => use.Kind == NativeUse.ZlibStream && use.Asker is null) ?? Rules.Profiled.Of(seen, use => use.Kind == NativeUse.Jdk && use.Library == "libzip.so");

    /// <summary>Of one kind by its name.</summary>
    public static string Plural(Rows rows) => rows.Structure is { } structure ? structure + (rows.Count == 1 ? "" : "s") : "streams";
}
