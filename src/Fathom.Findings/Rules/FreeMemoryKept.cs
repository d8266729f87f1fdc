using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Findings.Rules;

/// <summary>Memory that was freed and that glibc keeps: no leak, and a trim returns the whole pages of it.</summary>
sealed class FreeMemoryKept : Rule
{
    const double LeastOfInUse = 0.5;

    // What compilers and collections leave behind in any JVM is less.
    const long Much = 64 << 20;
    const double MuchOfAll = 0.25;

    public override string Id => "FTH060";

    public override Finding? Judge(Case seen)
    {
        if (ToldMalloc.Of(seen) is { } told)
            return Told(seen, told);
        if (seen.Snapshot.MallocState is not { Arenas.Count: > 0 } malloc || malloc.Outcome == WalkOutcome.Failed)
            return null;
        Bytes free = Free(seen);
        if (!seen.Matters(free) || free.Value < malloc.Resident.InUse.Value * LeastOfInUse || HasCause(seen, free))
            return null;
        Bytes trimmable = seen.On(Accounts.MallocTrimmable);
        return new Finding
        {
            Rule = Id,
            Severity = IsFault(seen, trimmable) ? Fault(seen, trimmable) : Severity.Info,
            Confidence = malloc.Outcome == WalkOutcome.Approximate ? Confidence.Likely : Confidence.Certain,
            Title = $"malloc keeps {SizeText.Of(free)} that was freed: it is no leak now",
            Shares = [.. Kept.SelectMany(seen.SharesOn)],
            Evidence =
            [
                $"{SizeText.Of(malloc.Resident.InUse)} in use beside it, in {malloc.Arenas.Count} arenas",
                $"a trim returns {SizeText.Of(trimmable)}; {SizeText.Of(seen.On(Accounts.MallocLocked))} shares its pages with live blocks",
            ],
            Return = $"RSS -{SizeText.Of(trimmable)}",
        };
    }

    Finding? Told(Case seen, ToldMalloc malloc)
    {
        Bytes kept = malloc.Kept(seen);
        if (!seen.Matters(kept) || kept.Value < malloc.InUse.Value * LeastOfInUse)
            return null;
        Bytes trimmable = malloc.InWholePages is { } pages && pages < kept ? pages : kept;
        return new Finding
        {
            Rule = Id,
            Severity = IsFault(seen, trimmable) ? Fault(seen, trimmable) : Severity.Info,
            Confidence = Confidence.Likely,
            Title = $"malloc keeps at least {SizeText.Of(kept)} that was freed: it is no leak now",
            Shares = [Share.OfAccount(Accounts.MallocUnsplit, kept)],
            Evidence =
            [
                $"{malloc.By}: {SizeText.Of(malloc.InUse)} in use in {malloc.Arenas.Count} arenas, {SizeText.Of(malloc.Free)} free; {SizeText.Of(seen.On(Accounts.MallocUnsplit))} of malloc's pages are in memory",
                .. malloc.InWholePages is { } whole ? [$"{SizeText.Of(whole)} of the free blocks are whole pages, which a trim returns"] : Array.Empty<string>(),
            ],
            Return = $"RSS up to -{SizeText.Of(trimmable)} by a trim",
        };
    }

    static bool IsFault(Case seen, Bytes trimmable) => trimmable.Value >= Much || trimmable.Value >= Math.Max(Much / 2, seen.Resident.Value * MuchOfAll);

    public override RuledOut? Clear(Case seen) =>
        seen.Snapshot.MallocState is { Arenas.Count: > 0 } ? new RuledOut("memory that malloc keeps", SizeText.Of(Free(seen))) : null;

    /// <summary>Where most of it is known to come from, the finding that says so is the better one.</summary>
    static bool HasCause(Case seen, Bytes free) =>
        Math.Max(CompilerThreads.Kept(seen).Value, RaisedThreshold.Tops(seen).Value) >= free.Value / 2
        && (new CompilerPeak().Judge(seen) ?? new RaisedThreshold().Judge(seen)) is not null;

    static readonly string[] Kept = [Accounts.MallocTrimmable, Accounts.MallocLocked, Accounts.MallocTop, Accounts.MallocCached];

    static Bytes Free(Case seen) => Kept.Aggregate(Bytes.Zero, (sum, account) => sum + seen.On(account));
}
