using System.Diagnostics;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Memory;
using Fathom.Sources.Pages;
using Fathom.Sources.Proc;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>A count of Java objects in a running JVM: nothing is attached and no thread is stopped.</summary>
public sealed class JavaObjectsLook(JvmProcess jvm, TimeSpan budget)
{
    readonly Pace _pace = new();
    readonly DirectoryFiles _files = DirectoryFiles.OfProcess(jvm.Pid);
    Bytes _read;

    public static Result<JavaObjectsAnswer> At(JvmProcess jvm, TimeSpan budget, bool raw)
    {
        if (JvmKind.Objection(jvm) is { } objection)
            return objection;
        long begun = Stopwatch.GetTimestamp();
        DateTimeOffset takenAt = DateTimeOffset.UtcNow;
        JavaObjectsLook look = new(jvm, budget);
        // Each try and its sample may take the budget once.
        using Deadline deadline = new(Limits.ReadDeadline + (3 * budget));
        Result<JavaObjects> counted = deadline.Run(look._files.Place, look.Count);
        if (!counted.Try(out JavaObjects? objects, out Gap? gap))
            return jvm.IsAlive() ? gap : Gaps.TargetGone.At(look._files.Place);
        return new JavaObjectsAnswer(takenAt, JvmTarget.Of(jvm, PerfDataFile.Read(jvm).Or(null), raw), objects, GapsOf(objects.Scan), Cost.None with
        {
            Wall = Stopwatch.GetElapsedTime(begun),
            TargetDelayed = look._pace.Longest,
            MemoryRead = look._read,
            OwnPeak = OwnFootprint.Peak(),
        });
    }

    static List<Gap> GapsOf(ObjectScan scan)
    {
        List<Gap> gaps = [];
        if (scan.Moved)
            gaps.Add(Gaps.ObjectsMoved.At("Java heap"));
        if (scan.Unread.Value + scan.PassedOver.Value is var missing and > 0)
            gaps.Add(Gaps.ObjectsPassedOver.At("Java heap", null, Kibibytes(missing), Kibibytes(scan.Unread.Value)));
        return gaps;
    }

    static string Kibibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{(bytes + 1023) / 1024} KiB");

    Result<JavaObjects> Count()
    {
        LiveMemory live = new(jvm.Pid, _pace);
        if (!Present(live).Try(out Sight? sight, out Gap? gap))
            return gap;
        SwitchedMemory memory = new(sight.Memory);
        string library = JvmBuilds.Library(sight.Snapshot.Mappings) ?? "";
        if (!VmSymbols.Open(sight.Snapshot, library, jvm.Pid, memory).Try(out VmSymbols? symbols, out gap))
            return gap;
        using (symbols)
        {
            if (VmTables.Read(symbols, new VmMemory(memory)) is not { } tables)
                return Gaps.VmTablesAbsent.At(library);
            Result<JavaObjects> counted = new ObjectCounting(tables, memory).Count(budget, () => Renew(memory, live));
            (memory.Now as IDisposable)?.Dispose();
            _read = live.BytesRead;
            return counted;
        }
    }

    sealed record Sight(Snapshot Snapshot, PresentMemory Memory);

    void Renew(SwitchedMemory memory, LiveMemory live)
    {
        if (Present(live).Try(out Sight? sight, out _))
        {
            (memory.Now as IDisposable)?.Dispose();
            memory.Now = sight.Memory;
        }
    }

    /// <summary>The memory that is present now.</summary>
    Result<Sight> Present(LiveMemory live)
    {
        Result<byte[]> maps = _files.Read("maps", Limits.ProcFileBytes * 4);
        if (!maps.Ok)
            return maps.Gap!;
        IReadOnlyList<Mapping> mappings = MapsText.Parse(maps.Value, _files.Place + "/maps").Value;
        if (!new LivePages(jvm.Pid, _pace).Scan(mappings).Try(out PageRuns? pages, out Gap? gap))
            return gap;
        Snapshot snapshot = new()
        {
            TakenAt = default,
            Target = new Target { Pid = jvm.Pid },
            Mappings = mappings,
            Pages = pages,
            Cost = Cost.None,
        };
        return new Sight(snapshot, new PresentMemory(live, pages, mappings, new MapFiles(jvm.Pid)));
    }
}
