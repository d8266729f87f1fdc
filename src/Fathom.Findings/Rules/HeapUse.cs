using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>The Java heap: what of it is in memory, and what of that holds objects.</summary>
static class HeapUse
{
    public const string Branch = "java/heap/";

    /// <summary>In memory; where pages are mapped several times (ZGC up to 23) each once.</summary>
    public static Bytes Resident(Case seen) => HeapViews.Once(seen.Snapshot) is { } once && once < seen.On(Branch) ? once : seen.On(Branch);

    public static Bytes? Used(Case seen) => seen.Jvm?.Figures?.Heap?.Used;

    /// <summary>In memory and without an object in it; null where the JVM does not show what it uses.</summary>
    public static Bytes? Empty(Case seen) => Used(seen) is { } used ? new Bytes(Math.Max(0, (Resident(seen) - used).Value)) : null;

    /// <summary>
    /// The empty part without what the next young collections will need again: between two of them nearly all of a young
    /// generation is empty, and none of it is spare. G1 gives it up to 60 % of the heap (G1MaxNewSizePercent), the others a
    /// third (NewRatio) or what -Xmn says. ZGC and Shenandoah return such memory themselves.
    /// </summary>
    public static Bytes? Spare(Case seen)
    {
        if (Empty(seen) is not { } empty)
            return null;
        Bytes committed = seen.Jvm?.Figures?.Heap?.Committed ?? Resident(seen);
        Bytes young = seen.Jvm?.Collector switch
        {
            "G1" => new Bytes((long)(committed.Value * 0.6)),
            "Serial" or "Parallel" or "CMS" => new Bytes(Math.Max(committed.Value / 3, Jvm.Size(seen, "NewSize")?.Value ?? 0)),
            _ => Bytes.Zero,
        };
        return empty > young ? empty - young : Bytes.Zero;
    }

    /// <summary>The empty part, from the spaces that have most of it.</summary>
    public static IReadOnlyList<Share> Shares(Case seen, Bytes empty)
    {
        Dictionary<string, Bytes> used = [];
        foreach (SpaceUse space in seen.Jvm?.Figures?.HeapSpaces ?? [])
            used[Accounts.Jvm(JvmPart.Heap, space.Name)] = space.Used ?? Bytes.Zero;
        List<Share> shares = [];
        long left = empty.Value;
        foreach (Share share in seen.SharesOn(Branch).OrderByDescending(share => share.Bytes.Value - used.GetValueOrDefault(share.Place).Value))
        {
            long part = Math.Min(left, share.Bytes.Value - used.GetValueOrDefault(share.Place).Value);
            if (part <= 0)
                continue;
            shares.Add(share with { Bytes = new Bytes(part) });
            left -= part;
        }
        return shares;
    }

    public static string Said(Case seen) =>
        $"{SizeText.Of(Resident(seen))} of the heap is in memory, {SizeText.Of(Used(seen))} of it used; -Xmx {SizeText.Of(Jvm.Size(seen, "MaxHeapSize"))}, -Xms {SizeText.Of(Jvm.Size(seen, "InitialHeapSize"))}";
}
