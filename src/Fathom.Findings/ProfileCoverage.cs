using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Findings.Rules;

namespace Fathom.Findings;

/// <summary>How much of malloc's memory a profile accounts for. Of one moment only as far as nothing says otherwise.</summary>
/// <param name="Whole">What is in use, or where only sizes are known, in memory of malloc's or nobody's.</param>
/// <param name="By">Whose figure that is.</param>
public sealed record ProfileCoverage(Bytes Covered, Bytes Whole, string By)
{
    /// <summary>More than all of it is another moment, or memory that was asked for and not touched.</summary>
    public double Share => Whole.Value <= 0 ? 0 : (double)Covered.Value / Whole.Value;

    /// <summary>It is the allocator's own count of what lives: pages that it keeps are not in it.</summary>
    public bool IsOfLive { get; private init; }

    public static ProfileCoverage? Of(Case seen) => Profiled.Of(seen) is { } memory ? Of(seen, memory) : null;

    public static ProfileCoverage? Of(Case seen, ProfiledMemory memory)
    {
        if (!memory.IsInUse || memory.IsOfOtherDay || seen.Snapshot.Saved is not { } saved)
            return null;
        if (Live(seen, saved) is { } live && live.Size > Bytes.Zero)
            return new ProfileCoverage(memory.Total, live.Size, live.By) { IsOfLive = true };
        Bytes undivided = seen.Snapshot.HasSizes ? Undivided.Of(seen) : Bytes.Zero;
        return undivided > Bytes.Zero ? new ProfileCoverage(memory.Total, undivided, "the sizes of mappings") : null;
    }

    static (Bytes Size, string By)? Live(Case seen, SavedTexts saved)
    {
        if (saved.Last<JemallocStats>()?.Allocated is { } jemalloc)
            return (jemalloc, "jemalloc's own statistics");
        if (saved.Last<TcmallocStats>()?.InUse is { } tcmalloc)
            return (tcmalloc, "tcmalloc's own statistics");
        return ToldMalloc.Of(seen) is { } told ? (told.InUse, told.By) : null;
    }
}
