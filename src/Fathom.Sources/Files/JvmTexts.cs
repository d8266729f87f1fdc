using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;
using Fathom.Sources.HotSpot;
using VmFlags = Fathom.Evidence.HotSpot.VmFlags;

namespace Fathom.Sources.Files;

/// <summary>What answers of the JVM say of its memory, together. An answer to the very question wins over VM.info.</summary>
sealed record JvmTexts
{
    /// <summary>ThreadStackSize where nobody set it (os_linux_x86.cpp), and a page for the guard that the kernel shows with it.</summary>
    static readonly Bytes DefaultStack = new(1 << 20);

    public VmInfo? Info { get; init; }

    public NmtReport? Nmt { get; init; }

    public HeapInfo? Heap { get; init; }

    public MetaspaceReport? Metaspace { get; init; }

    public CodeCacheReport? Code { get; init; }

    public VmFlags? Flags { get; init; }

    public ThreadDump? Dump { get; init; }

    public IReadOnlyList<TableStats> Tables { get; init; } = [];

    public FinalizerInfo? Finalizers { get; init; }

    /// <summary>By java.nio's own count, which exporters and Arthas pass on.</summary>
    public DirectBuffers? Direct { get; init; }

    public ClassHistogram? Histogram { get; init; }

    /// <summary>What a recording says of its JVM, in the words of VM.info.</summary>
    public string? Recorded { get; init; }

    public static JvmTexts Of(SavedTexts saved)
    {
        CrashReport? crash = saved.Last<CrashReport>();
        VmInfo? info = saved.Last<VmInfo>() ?? crash?.Info;
        return new JvmTexts
        {
            Info = info,
            Nmt = saved.Of<NmtReport>().LastOrDefault(report => report.Kind is NmtKind.Summary or NmtKind.Detail && report.Categories.Count > 0) ?? info?.Nmt ?? RecordedFigures.Nmt(saved),
            Heap = saved.Last<HeapInfo>() ?? info?.HeapInfo,
            Metaspace = saved.Last<MetaspaceReport>() ?? info?.Metaspace,
            Code = saved.Last<CodeCacheReport>() ?? info?.CodeCache,
            Flags = saved.Last<VmFlags>() ?? crash?.Flags,
            Dump = saved.Last<ThreadDump>(),
            // A collection unloads classes, and those without an object are in no histogram.
            Histogram = saved.Of<ClassHistogram>().LastOrDefault(histogram => histogram.IsLive != true) ?? saved.Last<ClassHistogram>(),
            Tables = [.. saved.Of<TableReport>().SelectMany(report => report.Tables).GroupBy(table => table.Name).Select(same => same.Last())],
            Finalizers = saved.Last<FinalizerInfo>(),
            Direct = ToldBuffers.Of(saved),
            Recorded = saved.Last<FlightRecording>()?.Jvm?.Version,
        };
    }

    bool SaysNothing => Info is null && Nmt is null && Heap is null && Metaspace is null && Code is null && Flags is null && Dump is null
        && Tables.Count == 0 && Finalizers is null && Direct is null;

    /// <summary>-Xss is in KiB among the flags.</summary>
    public Bytes StackSize =>
        Flags?["ThreadStackSize"] is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes) && kilobytes is > 0 and < 1 << 21
            ? Bytes.FromKiB(kilobytes) : DefaultStack;

    /// <summary>Null where no text is a JVM's.</summary>
    public JvmState? State(Snapshot snapshot)
    {
        if (SaysNothing)
            return snapshot.JvmState;
        string? collector = JvmCollector.Of(Heap, Flags);
        AddressRange? heap = collector == "Z" ? null : Info?.Heap ?? HeapRange();
        JvmState state = new()
        {
            Collector = collector,
            Heap = heap is { } range ? Vm.Pages(range) : null,
            Ranges = [.. Ranges(heap, collector)],
            Flags = [.. (Flags?.Flags ?? []).Where(flag => flag.Origin != "default")],
            Nmt = Nmt is null ? null : new NmtState(Nmt.Regions.Count > 0 ? NmtLevel.Detail : NmtLevel.Summary) { Report = Nmt },
            Threads = [.. JavaThreads()],
            Tables = Tables,
            DirectBuffers = Direct,
            Figures = ToldFigures.Of(this, heap),
        };
        return AnsweredRanges.Join(state, new JvmAnswers
        {
            Info = Info,
            Metaspace = Metaspace,
            Nmt = NmtMap(),
        });
    }

    List<NmtRange> NmtMap()
    {
        Dictionary<string, string> keys = new(StringComparer.Ordinal);
        IReadOnlyList<NmtRegion> regions = Nmt?.Regions ?? [];
        List<NmtRange> map = new(regions.Count);
        foreach (NmtRegion region in regions)
        {
            if (region.Tag is not { } tag || region.Range.IsEmpty)
                continue;
            if (!keys.TryGetValue(tag, out string? key))
                keys[tag] = key = NmtTag.KeyOf(tag);
            map.Add(new NmtRange(region.Range, key));
        }
        return map;
    }

    /// <summary>By the words of VM.info or of the dump's head: "OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode …)".</summary>
    public JvmBuild? Build(JvmBuild? known)
    {
        if ((Info?.Vm ?? Dump?.Vm ?? Recorded) is not { } said)
            return known ?? (SaysNothing ? null : new JvmBuild(null, null, "libjvm.so"));
        int open = said.IndexOf('(', StringComparison.Ordinal);
        string version = open < 0 ? "" : said[(open + 1)..].Split([' ', ',', ')'])[0];
        return new JvmBuild(open > 1 ? said[..(open - 1)] : said, version.Length > 0 ? version : null, known?.Library ?? "libjvm.so");
    }

    /// <summary>Generations lie side by side; what is reserved for them is the heap.</summary>
    AddressRange? HeapRange()
    {
        AddressRange? whole = null;
        foreach (ReportedSpace space in Heap?.Spaces ?? [])
        {
            if (space.Depth == 0 && space.Range is { IsEmpty: false } range)
                whole = whole is { } before
                    ? new AddressRange(before.Start < range.Start ? before.Start : range.Start, before.End > range.End ? before.End : range.End)
                    : range;
        }
        return whole;
    }

    IEnumerable<JvmRange> Ranges(AddressRange? heap, string? collector)
    {
        if (heap is { } reserved)
            yield return new JvmRange(Vm.Pages(reserved), JvmPart.Heap, collector?.ToLowerInvariant() ?? "heap") { Command = "GC.heap_info" };
        if (Info?.ClassSpace is { IsEmpty: false } classes)
            yield return new JvmRange(Vm.Pages(classes), JvmPart.ClassSpace, "class") { Command = "VM.info" };
        if (Info?.CdsArchive is { IsEmpty: false } archive)
            yield return new JvmRange(Vm.Pages(archive), JvmPart.Cds, "archive") { Command = "VM.info" };
        foreach (CodeHeap code in Code?.Heaps ?? [])
        {
            if (code.Reserved is { IsEmpty: false } range)
                yield return new JvmRange(Vm.Pages(range), JvmPart.Code, code.Name) { Command = "Compiler.codecache" };
        }
    }

    IEnumerable<JavaThread> JavaThreads() =>
        (Dump?.Threads ?? []).Where(thread => thread.Number is not null && thread.NativeId is >= 1 and <= int.MaxValue)
            .Select(thread => new JavaThread((int)thread.NativeId!, thread.Name, null, 0, null));
}
