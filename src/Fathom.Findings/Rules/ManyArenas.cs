using Fathom.Accounting;
using Fathom.Accounting.Malloc;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Findings.Rules;

/// <summary>Memory that is free in many arenas at once, where threads of other arenas cannot use it.</summary>
sealed class ManyArenas : Rule
{
    const int Least = 8;
    const int Enough = 2;
    const double LeastShare = 0.15;

    public override string Id => "FTH062";

    public override Finding? Judge(Case seen)
    {
        if (ToldMalloc.Of(seen) is { } told)
            return Told(seen, told);
        if (seen.Snapshot.MallocState is not { Arenas.Count: >= Least } malloc || malloc.Outcome == WalkOutcome.Failed
            || FewerArenas.Of(malloc, Enough) is not { } fewer)
            return null;
        Bytes most = fewer.Spared.Most;
        if (!seen.Matters(most) || most.Value < seen.Resident.Value * LeastShare)
            return null;
        int live = malloc.Arenas.Count(arena => arena.Resident.InUse.Value >= 1 << 20);
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Possible,
            // The bytes are those of what malloc keeps: another finding has them.
            Title = $"{malloc.Arenas.Count} arenas of malloc; with {Enough} of them up to {SizeText.Of(most)} less would be kept",
            Evidence =
            [
                $"{live} of them hold 1 MiB and more of live blocks; glibc makes up to eight for each core of the machine",
                malloc.Parameters is { ArenaMax: > 0 and var max } ? $"MALLOC_ARENA_MAX is {max}" : "MALLOC_ARENA_MAX is not set",
            ],
        };
    }

    Finding? Told(Case seen, ToldMalloc malloc)
    {
        long spared = Math.Min(malloc.Arenas.Select(free => free.Value).OrderDescending().Skip(Enough).Sum(), malloc.Kept(seen).Value);
        if (malloc.Arenas.Count < Least || !seen.Matters(new Bytes(spared)) || spared < seen.Resident.Value * LeastShare)
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Possible,
            Title = $"{malloc.Arenas.Count} arenas of malloc; with {Enough} of them up to {SizeText.Of(new Bytes(spared))} less would be kept",
            Evidence = [$"{malloc.By}: {SizeText.Of(malloc.InUse)} in use and {SizeText.Of(malloc.Free)} free in them; glibc makes up to eight for each core of the machine"],
        };
    }
}
