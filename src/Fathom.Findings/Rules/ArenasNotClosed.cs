using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Memory segments of arenas that were never closed. Their Java objects are collected, the memory is not.</summary>
sealed class ArenasNotClosed : CensusRule
{
    const double Enough = 0.1;

    public override string Id => "FTH035";

    public override ConfirmingTest Test => ConfirmingTest.CollectionKeeps;

    public override Finding? Judge(Case seen)
    {
        if (seen.Jvm?.Figures is { UsesArenas: false })
            return null;
        Rows own = new(seen.Rows(ForeignMemory.Is)), all = ForeignMemory.WithLike(seen);
        if (!seen.Matters(all.Resident) || ForeignMemory.IsAutomatic(seen) || own.Resident.Value < all.Resident.Value * Enough)
            return ByElimination(seen);
        bool isDropped = all.First is not { Reachable: Reachable.Java };
        return About(seen, all, Title(all, isDropped ? " of arenas never closed" : " of open arenas")) with
        {
            Severity = !isDropped && MayBeBounded(seen, all) ? Severity.Info : Fault(seen, all.Resident),
            // malloc by a downcall may have a segment in front of it, too.
            Confidence = seen.Jvm?.Figures is { UsesArenas: true, UsesDowncalls: false } ? Confidence.Likely : Confidence.Possible,
            Evidence = [.. all.Said(), .. isDropped ? ["no collection frees them: only Arena.close() does"] : Array.Empty<string>(), .. DirectMemory.Counted(seen)],
            Return = isDropped ? "nothing but a restart frees those whose arena is lost" : $"live -{SizeText.Of(all.Resident)} once the arenas are closed",
        };
    }

    /// <summary>The segments are collected: what is left of them is memory that nobody has.</summary>
    Finding? ByElimination(Case seen)
    {
        if (seen.Jvm?.Figures is not { UsesArenas: true } figures || !Held.IsKnown(seen))
            return null;
        Rows tracked = new(seen.Rows(row => row is { NmtTag: "Other", Structure: "Other", Holder: null }));
        if (seen.Matters(tracked.Resident))
            return Left(seen, tracked, figures.UsesUnsafe == false ? Confidence.Likely : Confidence.Possible, "native memory tracking calls them Other; no Java object has them");
        Rows loose = new(seen.Rows(Unowned.Is));
        return figures.UsesUnsafe == false && NativeLibraries.Of(seen).Count == 0 && seen.Matters(loose.Resident)
            ? Left(seen, loose, Confidence.Possible, "arenas are in use, sun.misc.Unsafe and native libraries beside the JDK's are not")
            : null;
    }

    Finding Left(Case seen, Rows rows, Confidence confidence, string why) => About(seen, rows, Title(rows, " whose Java objects are gone, of arenas never closed,")) with
    {
        Confidence = confidence,
        Evidence = [.. rows.Said(), why, .. DirectMemory.Counted(seen)],
        Undecided = "malloc through a downcall looks the same without native memory tracking; that counts arenas as Other",
        Return = "nothing but a restart frees those whose arena is lost",
    };

    static string Title(Rows rows, string kind) =>
        string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} memory segments{kind}{Holders.By(rows)} hold {SizeText.Of(rows.Resident)}");
}
