using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Malloc;

namespace Fathom.Findings.Rules;

/// <summary>The JIT compilers' memory: what they work in now, and what malloc keeps in the arenas of their threads.</summary>
static class CompilerThreads
{
    /// <summary>Work of C1 and C2 by what is in it (their nodes, ci objects), or by its tag.</summary>
    public static bool IsWork(CensusRow row) =>
        (row.NmtTag is { } tag && NmtTag.KeyOf(tag) is "compiler" or "arena-chunk")
        || (row.Owner == "libjvm.so" && row.Structure.StartsWith("block with ", StringComparison.Ordinal)
            && (row.Structure.Contains("Node objects", StringComparison.Ordinal) || row.Structure.Contains("with ci", StringComparison.Ordinal)));

    public static IReadOnlyList<Arena> Arenas(Case seen)
    {
        HashSet<int> compilers = [.. seen.Jvm?.Threads.Where(thread => IsCompiler(thread.Name)).Select(thread => thread.Tid) ?? []];
        foreach (ThreadStack thread in seen.Snapshot.Threads)
        {
            if (IsCompiler(thread.Name))
                compilers.Add(thread.Tid);
        }
        return compilers.Count == 0 ? [] : [.. seen.Snapshot.MallocState?.Arenas.Where(arena => arena.Threads.Any(compilers.Contains)) ?? []];
    }

    /// <summary>Free in their arenas, in memory.</summary>
    public static Bytes Kept(Case seen) => Arenas(seen).Aggregate(Bytes.Zero, (sum, arena) => sum + arena.Resident.Free);

    // The kernel cuts names off after 15 letters.
    static bool IsCompiler(string? name) => name is not null
        && (name.StartsWith("C2 CompilerThr", StringComparison.Ordinal) || name.StartsWith("C1 CompilerThr", StringComparison.Ordinal));
}
