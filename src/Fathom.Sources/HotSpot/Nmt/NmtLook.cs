using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>Native memory tracking read from the target's memory: nothing is asked, nothing is left behind.</summary>
sealed class NmtLook(VmMemory memory, NmtSymbols places, NmtLayout layout, NmtTags tags)
{
    // A busy JVM changes its figures between the words that we read.
    const int MostTries = 5;

    const int LongestWord = 16;

    /// <summary>Null where nothing tells whether tracking is on.</summary>
    /// <param name="jvm">What was read of the JVM so far: its heap, and parts where no block can be.</param>
    /// <param name="blocks">Null where only totals are wanted.</param>
    public static NmtState? Read(
        Snapshot snapshot, JvmState jvm, Vm vm, VmSymbols symbols, VmFlags flags, NmtBlockOptions? blocks)
    {
        NmtSymbols places = new(symbols.Private(NmtSymbols.Names));
        if (LevelOf(vm.Memory, places, flags) is not { } level)
            return null;
        NmtState state = new(level);
        if (level == NmtLevel.Off)
            return state;
        if (Layout(places) is not { } layout)
        {
            // Blocks have their tag in front of them all the same.
            IReadOnlyList<string> names = NmtNameSearch.Find(vm.Memory, snapshot.Mappings, snapshot.Target.Jvm?.Library);
            return state with { Tags = names, Withheld = Gaps.NmtNotReadable.At("libjvm.so") };
        }
        if (NmtTags.Read(vm.Memory, layout, places.Tags!.Value.At) is not { } tags)
            return state with { Withheld = Gaps.NmtNotUnderstood.At("libjvm.so", null, "names of tags") };
        NmtLook look = new(vm.Memory, places, layout, tags);
        if (!look.Report(snapshot, jvm).Try(out NmtReport? report, out Gap? gap))
            return state with { Withheld = gap };
        state = state with { Report = report, Tags = tags.Names };
        return blocks is null || snapshot.Pages is null ? state : look.WithBlocks(state, snapshot, jvm, symbols, blocks);
    }

    NmtState WithBlocks(NmtState state, Snapshot snapshot, JvmState jvm, VmSymbols symbols, NmtBlockOptions options)
    {
        bool hasSites = state.Level == NmtLevel.Detail;
        IReadOnlyDictionary<uint, NmtSite> sites =
            hasSites ? new NmtSites(memory, symbols, tags).Read(places, Totals) : new Dictionary<uint, NmtSite>();
        IEnumerable<AddressRange> ranges = NmtPlaces.Of(snapshot, jvm.Ranges, state.Report!.Regions);
        Result<NmtBlockTotals> found = new NmtBlockLook(memory, tags, Totals, hasSites, options).Read(ranges, snapshot.Pages!, sites);
        return state with
        {
            Report = state.Report with { Sites = [.. sites.Values] },
            Blocks = found.Or(null),
            Withheld = found.Gap,
        };
    }

    Result<NmtReport> Report(Snapshot snapshot, JvmState jvm)
    {
        string fault = "totals";
        for (int i = 0; i < MostTries; i++)
        {
            if (Totals() is not { } totals)
                continue;
            if (!IsHeap(totals.Mapped(0).Reserved, jvm.Heap, jvm.Collector))
                fault = "size of the Java heap";
            else if (Report(snapshot, totals) is { } report)
                return report;
        }
        return Gaps.NmtNotUnderstood.At("libjvm.so", null, fault);
    }

    NmtTotals? Totals() =>
        NmtTotals.Read(memory, layout, places.Malloc!.Value.At, places.Virtual!.Value.At) is { } totals
        && (places.Files is not { } files || totals.AddFiles(memory, files.At, files.Size)) ? totals : null;

    NmtReport? Report(Snapshot snapshot, NmtTotals totals)
    {
        // The memory files of 24 are the sign nearest to when footers began to be counted.
        NmtSummary summary = new(totals, tags, places.Files is not null) { Threads = ThreadCount(totals) };
        if (!summary.Balances())
            return null;
        IReadOnlyList<NmtRegion>? regions =
            places.Regions is { } list ? NmtRegionList.Read(memory, list.At, totals, tags) : null;
        Bytes? stacks = regions is null ? null : Resident(regions, tags.Names[tags.ThreadStack], snapshot.Pages);
        return summary.Make(stacks) with { Regions = regions ?? [] };
    }

    /// <summary>The static; where there is no .symtab, the flag that set it (it may have been lowered since).</summary>
    static NmtLevel? LevelOf(VmMemory memory, NmtSymbols places, VmFlags flags)
    {
        if (places.Level is { } at)
            // nmt/nmtCommon.hpp: 2 and 3 in every version; below them unknown, off and, up to 16, minimal.
            return memory.Int32(at.At) switch { null => null, 2 => NmtLevel.Summary, 3 => NmtLevel.Detail, _ => NmtLevel.Off };
        if (flags.Number("NativeMemoryTracking") is not { } word || VmMemory.AsPointer(word) is not { } text)
            return null;
        Span<byte> bytes = stackalloc byte[LongestWord];
        bytes = bytes[..memory.Read(text, bytes)];
        return bytes.StartsWith("off\0"u8) ? NmtLevel.Off
            : bytes.StartsWith("summary\0"u8) ? NmtLevel.Summary
            : bytes.StartsWith("detail\0"u8) ? NmtLevel.Detail
            : null;
    }

    static NmtLayout? Layout(NmtSymbols places) =>
        places is { Malloc: { } malloc, Virtual: { } mapped, Tags: { } tags }
            ? NmtLayout.Of(malloc.Size, mapped.Size, tags.Size, places.TagsArePairs)
            : null;

    /// <summary>
    /// Tag 0 is the Java heap. Its reservation may be longer than the heap by what aligns it or keeps null apart; ZGC's is
    /// a multiple of it.
    /// </summary>
    static bool IsHeap(Bytes reserved, AddressRange? heap, string? collector)
    {
        const long slack = 2L << 30;
        if (heap is not { } known || collector == "Z")
            return reserved > Bytes.Zero;
        return reserved >= known.Length && (reserved - known.Length).Value <= slack;
    }

    static Bytes? Resident(IReadOnlyList<NmtRegion> regions, string tag, PageRuns? pages)
    {
        if (pages is null)
            return null;
        Bytes sum = Bytes.Zero;
        PageRuns.Enumerator runs = pages.GetEnumerator();
        bool more = runs.MoveNext();
        foreach (NmtRegion region in regions)
        {
            while (more && runs.Current.End <= region.Range.Start)
                more = runs.MoveNext();
            if (region.Tag != tag)
                continue;
            // A copy goes ahead: the next region may begin in the same run.
            PageRuns.Enumerator at = runs;
            for (bool any = more; any && at.Current.Start < region.Range.End; any = at.MoveNext())
            {
                // mincore(2), by which the JVM measures, counts shared pages of zeros too.
                if ((at.Current.Kind & PageKind.Present) != 0)
                    sum += at.Current.Range.Intersect(region.Range).Length;
            }
        }
        return sum;
    }

    /// <summary>In 8 and 11 stacks are counted as blocks of their tag.</summary>
    long? ThreadCount(NmtTotals totals) =>
        places.Threads is { } at ? memory.Word(at.At) is { } count and < int.MaxValue ? (long)count : null
        : totals.Layout.HasPeaks ? null
        : totals.Malloc(tags.ThreadStack).Count;
}
