using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;

namespace Fathom.Accounting.Saved;

/// <summary>A figure of a tool that has no place in a ledger: what the tool says of a part, which may be in memory or not.</summary>
public readonly record struct SaidFigure(string By, string What, Bytes Size)
{
    public static IEnumerable<SaidFigure> Of(SavedTexts saved) =>
        Heaps(saved).Concat(Mallocs(saved)).Concat(Monitors(saved)).Where(said => said.Size > Bytes.Zero);

    static IEnumerable<SaidFigure> Heaps(SavedTexts saved)
    {
        foreach (JstatReport report in saved.Of<JstatReport>())
        {
            if (report.Samples is not [.., var last])
                continue;
            foreach (string column in report.Columns)
            {
                if (JstatSizes.Word(column) is { } word && report.Size(last, column) is { } size)
                    yield return new("jstat", word, size);
            }
        }
        foreach (JmapSpace space in saved.Of<JmapHeap>().SelectMany(heap => heap.Spaces))
        {
            if (space.Used is { } used)
                yield return new("jmap -heap", space.Name + " used", used);
        }
    }

    static IEnumerable<SaidFigure> Mallocs(SavedTexts saved)
    {
        foreach (MallocStats stats in saved.Of<MallocStats>())
        {
            yield return new("malloc_stats", "in use", stats.InUse ?? default);
            yield return new("malloc_stats", "held", stats.System ?? default);
        }
        foreach (NativeHeapInfo info in saved.Of<NativeHeapInfo>())
        {
            yield return new("malloc_info", "held", info.Total?.System ?? default);
            yield return new("malloc_info", "free", (info.Total?.Fast ?? default) + (info.Total?.Rest ?? default));
            yield return new("malloc_info", "mapped for single blocks", info.Mmapped ?? default);
        }
        foreach (JemallocStats stats in saved.Of<JemallocStats>())
        {
            yield return new("jemalloc", "in use", stats.Allocated ?? default);
            yield return new("jemalloc", "resident", stats.Resident ?? default);
            yield return new("jemalloc", "retained, not in memory", stats.Retained ?? default);
        }
        foreach (TcmallocStats stats in saved.Of<TcmallocStats>())
        {
            yield return new("tcmalloc", "in use", stats.InUse ?? default);
            yield return new("tcmalloc", "free and kept", (stats.PageHeapFree ?? default) + (stats.Cached ?? default));
        }
        foreach (CrashedProcess process in saved.Of<CrashReport>().Select(crash => crash.Process))
        {
            yield return new("hs_err", "malloc in use", process.MallocInUse ?? default);
            yield return new("hs_err", "malloc free and kept", process.MallocFree ?? default);
        }
    }

    static IEnumerable<SaidFigure> Metered(MeteredJvm jvm, string whose)
    {
        foreach (MetricSpace space in jvm.Areas.Concat(jvm.Areas.Count == 0 ? jvm.Pools : []))
            yield return new("Prometheus", $"{whose}{space.Name} used", space.Used ?? default);
        foreach (MetricSpace space in jvm.Buffers)
            yield return new("Prometheus", $"{whose}{space.Name} buffers", space.Used ?? space.Committed ?? default);
        // Of one it is the RSS of the answer.
        if (whose.Length > 0)
            yield return new("Prometheus", whose + "resident", jvm.Resident ?? default);
    }

    static IEnumerable<SaidFigure> Monitors(SavedTexts saved)
    {
        foreach (ArthasSpace space in saved.Of<ArthasMemory>().SelectMany(memory => memory.Spaces))
            yield return new("Arthas", space.Name, space.Used.Value);
        foreach (JvmMetrics metrics in saved.Of<JvmMetrics>())
        {
            foreach (SaidFigure said in metrics.Jvms.SelectMany(jvm => Metered(jvm, metrics.Only is not null ? "" : jvm.Name.Length > 0 ? jvm.Name + " " : "unnamed ")))
                yield return said;
            foreach (MetricContainer container in metrics.Containers)
                yield return new("Prometheus", $"container {container.Name} working set", container.WorkingSet ?? default);
        }
        foreach (SavedStrings strings in saved.Of<SavedStrings>())
            yield return new("strings", "texts", strings.Size);
    }
}
