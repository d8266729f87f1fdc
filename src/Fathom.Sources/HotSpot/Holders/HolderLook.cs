using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Census;
using Fathom.Sources.Glibc;
using Fathom.Sources.Memory;
using Fathom.Sources.Pages;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>Which Java objects hold chunks of malloc, and who holds those objects. The JVM runs meanwhile.</summary>
static class HolderLook
{
    const int MostTries = 5;

    /// <summary>A concurrent collector is at work for some time: before each try twice as long as before the last one.</summary>
    static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(20);

    /// <param name="present">Reads only what the snapshot found in memory.</param>
    /// <param name="all">Reads any page that is in memory now.</param>
    /// <param name="pages">Says which are.</param>
    /// <param name="census">Whose groups the index has: then what stands behind held chunks is counted too.</param>
    public static Result<FoundHolders> Find(
        Snapshot snapshot, ChunkIndex index, IMemory present, IMemory all, IPages pages, TimeSpan budget, IProgress<double>? progress = null,
        ChunkCensus? census = null)
    {
        string library = snapshot.Target.Jvm?.Library ?? "libjvm.so";
        WalkMemory memory = new(present, all, pages);
        if (!VmSymbols.Open(snapshot, library, snapshot.Target.Pid, memory).Try(out VmSymbols? symbols, out Gap? gap))
            return gap;
        using (symbols)
        {
            return VmTables.Read(symbols, new VmMemory(memory)) is { } tables
                ? Find(new HeapSight(tables, memory), snapshot, index, memory, budget, progress, census)
                : Gaps.VmTablesAbsent.At(library);
        }
    }

    static Result<FoundHolders> Find(
        HeapSight heap, Snapshot snapshot, ChunkIndex index, IMemory memory, TimeSpan budget, IProgress<double>? progress, ChunkCensus? census)
    {
        if (!heap.IsUnderstood)
            return Gaps.ObjectsNotUnderstood.At("libjvm", null, heap.Moments.Collector ?? "unknown");
        long begun = Stopwatch.GetTimestamp();
        FoundHolders? found = null;
        TimeSpan wait = TimeSpan.Zero, took = TimeSpan.Zero;
        for (int i = 0; i < MostTries && (i == 0 || Stopwatch.GetElapsedTime(begun) + took + wait < budget) && found is not { Scan.Moved: false }; i++)
        {
            Thread.Sleep(wait);
            wait = wait == TimeSpan.Zero ? FirstWait : 2 * wait;
            // While pages come and go their table may be read at odds with itself.
            if (heap.Moments.Read() is not { } moment)
                continue;
            long before = Stopwatch.GetTimestamp();
            SearchTime time = new(budget - Stopwatch.GetElapsedTime(begun), moment.Used, progress);
            found = new HolderSearch(heap, moment, snapshot, index, memory, census, time).Run();
            took = Stopwatch.GetElapsedTime(before);
            found = found with { Scan = found.Scan with { Took = took } };
        }
        if (found is null)
            return Gaps.ObjectsNotUnderstood.At("libjvm", null, heap.Moments.Collector!);
        return found;
    }
}
