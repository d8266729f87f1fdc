using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Files;

/// <summary>Figures that more than one of the texts has. Where they differ by more than time explains, somebody is to be told.</summary>
static class SavedFigures
{
    static readonly Bytes Least = Bytes.FromMiB(32);
    const double Apart = 0.1;

    /// <summary>KiB for bytes, pages for KiB, both, and MiB for bytes.</summary>
    static readonly double[] Units = [4, 1024, 4096, 1024 * 1024];

    readonly record struct Said(string By, Bytes Size);

    public static IEnumerable<Disagreement> Compare(Snapshot snapshot, SavedTexts saved)
    {
        foreach (Disagreement each in Differ("RSS", Resident(snapshot, saved), DisagreementKind.Figure))
            yield return each;
        // Of one process it never changes, so that a difference is another process.
        if (snapshot.JvmState?.Collector is not "Z")
        {
            foreach (Disagreement each in Differ("the heap's greatest size", MaxHeap(saved), DisagreementKind.Process))
                yield return each;
        }
        if (Versions(saved).Distinct(StringComparer.Ordinal).ToArray() is [var first, var second, ..])
            yield return new Disagreement(DisagreementKind.Process, "the JVM's version", "one text is of JDK " + first, "another of JDK " + second);
    }

    static IEnumerable<Disagreement> Differ(string what, IEnumerable<Said> said, DisagreementKind kind)
    {
        Said? first = null;
        foreach (Said each in said)
        {
            if (first is not { } known)
                first = each;
            else if (KindOf(known.Size, each.Size, kind) is { } differs)
                yield return new Disagreement(differs, what, $"{known.By} says {SizeText.Of(known.Size)}", $"{each.By} says {SizeText.Of(each.Size)}");
        }
    }

    static DisagreementKind? KindOf(Bytes one, Bytes other, DisagreementKind kind)
    {
        (double large, double small) = (Math.Max(one.Value, other.Value), Math.Max(1, Math.Min(one.Value, other.Value)));
        if (large - small <= Math.Max(Least.Value, large * Apart))
            return null;
        double ratio = large / small;
        return Units.Any(unit => Math.Abs(ratio / unit - 1) < 0.02) ? DisagreementKind.Unit : kind;
    }

    /// <summary>The best source first: the others are held against it.</summary>
    static IEnumerable<Said> Resident(Snapshot snapshot, SavedTexts saved)
    {
        if (snapshot.Status.Resident is { } best)
            yield return new("the source that counts", best);
        if (snapshot.Usage is { } usage)
            yield return new("the sum of all mappings", usage.Aggregate(Bytes.Zero, (sum, each) => sum + each.Rss));
        foreach (PmapReport pmap in saved.Of<PmapReport>())
        {
            if (pmap.Total?.Resident is { } total)
                yield return new("pmap's total", total);
        }
        if (SavedProcess.Row(saved, snapshot.Status.Pid)?.Resident is { } row)
            yield return new("top or ps", row.Value);
        if (SavedProcess.Counted(saved) is { } counted)
            yield return new(saved.Last<CrashReport>()?.Process.Resident is null ? saved.Last<JvmMetrics>()?.Only?.Resident is null ? "the recording" : "process_resident_memory_bytes" : "hs_err", counted);
    }

    static IEnumerable<Said> MaxHeap(SavedTexts saved)
    {
        foreach (VmFlags flags in saved.Of<VmFlags>())
        {
            if (long.TryParse(flags["MaxHeapSize"], NumberStyles.None, CultureInfo.InvariantCulture, out long bytes))
                yield return new("VM.flags (MaxHeapSize)", new Bytes(bytes));
        }
        foreach (NmtReport report in saved.Of<NmtReport>())
        {
            if (report.Kind is NmtKind.Summary or NmtKind.Detail && report.Category("java-heap") is { Reserved.Size.Value: > 0 } heap)
                yield return new("VM.native_memory (Java Heap reserved)", heap.Reserved.Size);
        }
        foreach (VmInfo info in saved.Of<VmInfo>())
        {
            if (info.Heap is { } range)
                yield return new("VM.info", range.Length);
        }
        foreach (HeapInfo info in saved.Of<HeapInfo>())
        {
            if (info is { Name: "garbage-first heap", Spaces: [{ Range: { } range }, ..] })
                yield return new("GC.heap_info", range.Length);
        }
    }

    static IEnumerable<string> Versions(SavedTexts saved)
    {
        foreach (string? vm in saved.Of<VmInfo>().Select(info => info.Vm).Concat(saved.Of<ThreadDump>().Select(dump => dump.Vm)))
        {
            int open = vm?.IndexOf('(', StringComparison.Ordinal) ?? -1;
            if (open > 0)
                yield return vm![(open + 1)..].Split([' ', ',', ')'])[0];
        }
    }
}
