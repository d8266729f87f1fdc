using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Accounting;

/// <summary>Resident bytes of what the JVM mapped, by memory tag.</summary>
/// <param name="Source">
/// "NMT detail" where NMT's map was held against the pages, as the JVM answered it; "NMT's map in memory" where it was read
/// there; "ledger" where owners stand in for tags.
/// </param>
public sealed record NmtResidency(string Source, IReadOnlyDictionary<string, Bytes> Mapped)
{
    const string FromMap = "NMT detail";
    const string FromMemory = "NMT's map in memory";
    const string FromOwners = "ledger";
    const string Class = "class";
    const string Gc = "gc";
    const string Thread = "thread";
    const string JavaHeap = "java-heap";

    /// <summary>Null where nothing tells which pages are in memory.</summary>
    public static NmtResidency? Of(NmtReport report, Snapshot snapshot) =>
        snapshot.Pages is null ? null
        : report.Regions.Count > 0 ? new(FromMap, ByMap(report, report, snapshot))
        // The JVM keeps the list at level summary too, and only does not print it.
        : snapshot.JvmState?.Nmt?.Report is { Regions.Count: > 0 } read ? new(FromMemory, ByMap(report, read, snapshot))
        : new(FromOwners, ByOwner(report, snapshot));

    /// <summary>A collector has tables that nothing but NMT's map names.</summary>
    public bool MayMapMore(string key) => Source == FromOwners && key == Gc;

    static Dictionary<string, Bytes> ByMap(NmtReport report, NmtReport map, Snapshot snapshot)
    {
        Dictionary<string, Bytes> mapped = new(StringComparer.Ordinal);
        foreach (NmtMapped region in NmtMapped.Of(map, snapshot.Pages))
        {
            // The summary books stacks under Thread (memReporter.cpp).
            string key = region.Region.Key is "thread-stack" or null ? Thread : region.Region.Key;
            mapped[key] = mapped.GetValueOrDefault(key) + region.Resident!.Value;
        }
        // ZGC maps one file in several views, of which NMT names one or none.
        if (snapshot.JvmState?.Collector == "Z")
            mapped[JavaHeap] = ByOwner(report, snapshot).GetValueOrDefault(JavaHeap);
        return mapped;
    }

    /// <summary>Tags that fathom's own accounts stand for; of others it does not know which pages are theirs.</summary>
    static Dictionary<string, Bytes> ByOwner(NmtReport report, Snapshot snapshot)
    {
        Dictionary<string, Bytes> mapped = new(StringComparer.Ordinal);
        bool hasMetaspace = report.Category("metaspace") is not null;
        foreach (Posting line in Ledger.Of(snapshot).Lines)
        {
            if (TagOf(line.Account, hasMetaspace) is { } key)
                mapped[key] = mapped.GetValueOrDefault(key) + (line.Amounts.Pss ?? line.Amounts.Resident);
        }
        return mapped;
    }

    static string? TagOf(string account, bool hasMetaspace) => account switch
    {
        Accounts.Cds => "shared-class-space",
        _ when account.StartsWith("java/heap/", StringComparison.Ordinal) => JavaHeap,
        "java/metaspace/nonclass" when hasMetaspace => "metaspace",
        _ when account.StartsWith("java/metaspace/", StringComparison.Ordinal) => Class,
        _ when account.StartsWith("java/code/", StringComparison.Ordinal) => "code",
        _ when account.StartsWith("java/gc/", StringComparison.Ordinal) => Gc,
        _ when account.StartsWith("stacks/", StringComparison.Ordinal) => Thread,
        _ => null,
    };
}

/// <summary>A reservation of NMT's map with what of it is in memory; null where no process was looked at.</summary>
public readonly record struct NmtMapped(NmtRegion Region, Bytes Committed, Bytes? Resident)
{
    public static IEnumerable<NmtMapped> Of(NmtReport report, PageRuns? pages)
    {
        ResidentIndex? index = pages is null ? null : new ResidentIndex(pages);
        foreach (NmtRegion region in report.Regions)
            yield return new NmtMapped(region, CommittedOf(region), index is null ? null : ResidentIn(index, region.Range));
    }

    static Bytes CommittedOf(NmtRegion region)
    {
        if (region.IsCommitted)
            return region.Range.Length;
        // Parts lie within the reservation and apart; a garbled report may say otherwise.
        long sum = 0;
        foreach (NmtCommitted part in region.Parts)
            sum = long.CreateSaturating((Int128)sum + region.Range.Intersect(part.Range).Length.Value);
        return new Bytes(Math.Min(sum, region.Range.Length.Value));
    }

    static Bytes ResidentIn(ResidentIndex pages, AddressRange range)
    {
        Bytes resident = Bytes.Zero;
        Address at = range.Start;
        while (at < range.End && pages.From(at) is { } run && run.Start < range.End)
        {
            resident += run.Range.Intersect(range).Length;
            at = run.End;
        }
        return resident;
    }
}
