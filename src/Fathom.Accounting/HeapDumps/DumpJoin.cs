using Fathom.Evidence;
using Fathom.Evidence.HeapDumps;
using Fathom.Evidence.HotSpot;

namespace Fathom.Accounting.HeapDumps;

/// <summary>
/// What a heap dump knows of native memory, beside what reports of the same process have of it. A dump says what Java asked for, and a report
/// what was there a little earlier or later: each pair is held against each other.
/// </summary>
public static class DumpJoin
{
    public const string DirectBuffers = "direct buffers";

    public static IReadOnlyList<JoinedFigure> Of(Snapshot snapshot, HeapDump dump) =>
        [.. OfHeap(snapshot, dump), .. OfBuffers(snapshot, dump), .. OfMapped(snapshot, dump), .. OfThreads(snapshot, dump), .. OfClasses(snapshot, dump)];

    /// <summary>The heap of the dump does not fit into the one of the report: it is of another process.</summary>
    public static bool IsOfAnother(Snapshot snapshot, HeapDump dump) => OfHeap(snapshot, dump).Any(figure => !figure.Agrees);

    static NmtReport? Nmt(Snapshot snapshot) => snapshot.JvmState?.Nmt?.Report is { Categories.Count: > 0 } report ? report : null;

    static IEnumerable<JoinedFigure> OfHeap(Snapshot snapshot, HeapDump dump)
    {
        if (Nmt(snapshot)?.Category("java-heap") is { Reserved.Size.Value: > 0 } heap)
            yield return Part("objects of the heap", dump.Shallow, "NMT's Java Heap (reserved)", heap.Reserved.Size);
    }

    static IEnumerable<JoinedFigure> OfBuffers(Snapshot snapshot, HeapDump dump)
    {
        if (Owned(dump, DumpedKinds.Direct) is not { } direct)
            yield break;
        if (snapshot.JvmState?.DirectBuffers is { } counted)
            yield return new JoinedFigure(DirectBuffers, direct.Value, "java.nio's own count", counted.Capacity.Value, IsBytes: true, IsAll: true);
        if (Nmt(snapshot)?.Category("other")?.Malloc is { } other)
            yield return Part(DirectBuffers, direct, "NMT's Other", other.Size.Size);
    }

    static IEnumerable<JoinedFigure> OfMapped(Snapshot snapshot, HeapDump dump)
    {
        if (snapshot.Mappings.Count == 0 || Owned(dump, DumpedKinds.Mapped) is not { } mapped)
            yield break;
        Bytes files = Bytes.Zero;
        foreach (Mapping mapping in snapshot.Mappings)
            files += mapping.IsFile ? mapping.Range.Length : Bytes.Zero;
        yield return Part("mapped buffers", mapped, "mapped files by their mappings", files);
    }

    static IEnumerable<JoinedFigure> OfThreads(Snapshot snapshot, HeapDump dump)
    {
        long threads = dump.Owners.Where(owner => owner.Owns == DumpedKinds.Thread).Sum(owner => owner.Open ?? 0);
        if (threads == 0)
            yield break;
        if (Nmt(snapshot)?.Category("thread")?.Threads is { } tracked)
            yield return Number("threads", threads, "NMT's Thread", tracked, isAll: false);
        else if ((snapshot.Status.Threads ?? snapshot.Threads.Count) is > 0 and var all)
            yield return Number("threads", threads, "the kernel's count, the JVM's own among them", all, isAll: false);
    }

    static IEnumerable<JoinedFigure> OfClasses(Snapshot snapshot, HeapDump dump)
    {
        if (Nmt(snapshot)?.Category("class")?.Classes is { } tracked && dump.ClassesTold > 0)
            yield return Number("classes", dump.ClassesTold, "NMT's Class", tracked, isAll: true);
    }

    static Bytes? Owned(HeapDump dump, string owns)
    {
        Bytes sum = Bytes.Zero;
        foreach (DumpedOwner owner in dump.Owners)
            sum += owner.Owns == owns && !owner.IsShell ? owner.Native ?? Bytes.Zero : Bytes.Zero;
        return sum.Value == 0 ? null : sum;
    }

    static JoinedFigure Part(string what, Bytes dumped, string source, Bytes other) => new(what, dumped.Value, source, other.Value, IsBytes: true, IsAll: false);

    static JoinedFigure Number(string what, long dumped, string source, long other, bool isAll) => new(what, dumped, source, other, IsBytes: false, isAll);
}
