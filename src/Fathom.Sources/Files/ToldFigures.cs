using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Files;

/// <summary>What a JVM holds, by its own answers, in the figures that a look reads out of its structures.</summary>
static class ToldFigures
{
    /// <summary>Null where no answer has such figures.</summary>
    public static JvmFigures? Of(JvmTexts texts, AddressRange? heap)
    {
        JvmFigures figures = new()
        {
            Heap = HeapOf(texts.Heap, heap),
            Metaspace = MetaspaceOf(texts),
            ClassSpace = ClassSpaceOf(texts),
            CodeHeaps = [.. (texts.Code?.Heaps ?? []).Select(code => new SpaceUse(code.Name, JvmPart.Code, code.Reserved?.Length ?? code.Size, code.Committed?.Length, code.Used) { MostUsed = code.MaxUsed })],
            Code = texts.Code is { Blobs: { } blobs, Methods: { } methods, Adapters: { } adapters, TimesFull: { } full } ? new CodeCounts(blobs, methods, adapters, full) : null,
            Classes = ClassesOf(texts),
            JniReferences = texts.Dump is { GlobalReferences: { } global, WeakReferences: { } weak } ? new JniReferences(global, weak, 0) : null,
            FinalizersWaiting = texts.Finalizers is { } finalizers ? Waiting(finalizers) : null,
        };
        return figures is { Heap: null, Metaspace: null, ClassSpace: null, CodeHeaps.Count: 0, Classes: null, JniReferences: null, FinalizersWaiting: null } ? null : figures;
    }

    static long Waiting(FinalizerInfo finalizers)
    {
        Int128 sum = finalizers.Waiting.Aggregate(Int128.Zero, (all, each) => all + each.Instances);
        return sum > long.MaxValue ? long.MaxValue : (long)sum;
    }

    /// <summary>All generations, or none: a part of a heap would look empty.</summary>
    static SpaceUse? HeapOf(HeapInfo? info, AddressRange? range)
    {
        (Bytes committed, Bytes used) = (Bytes.Zero, Bytes.Zero);
        ReportedSpace[] whole = [.. (info?.Spaces ?? []).Where(space => space.Depth == 0)];
        foreach (ReportedSpace space in whole)
        {
            if (space.Used is not { } part)
                return null;
            (committed, used) = (committed + space.Committed, used + part);
        }
        return whole.Length == 0 ? null : new SpaceUse("heap", JvmPart.Heap, range?.Length ?? whole[0].Max, committed, used);
    }

    /// <summary>The line below a heap counts the class space, too; the report tells them apart.</summary>
    static SpaceUse? MetaspaceOf(JvmTexts texts) =>
        texts.Metaspace is { NonClassUsage: { } usage, NonClassSpace: { } space } ? new SpaceUse("metaspace", JvmPart.Metaspace, space.Reserved, space.Committed, usage.Used)
        : texts.Heap is { Metaspace: { } both, ClassSpace: { } own } && both.Used >= own.Used && both.Committed >= own.Committed && both.Reserved >= own.Reserved
            ? new SpaceUse("metaspace", JvmPart.Metaspace, both.Reserved - own.Reserved, both.Committed - own.Committed, both.Used - own.Used) : null;

    static SpaceUse? ClassSpaceOf(JvmTexts texts) =>
        texts.Metaspace is { ClassUsage: { } usage, ClassSpace: { } space } ? new SpaceUse("class", JvmPart.ClassSpace, space.Reserved, space.Committed, usage.Used)
        : texts.Heap?.ClassSpace is { } own ? new SpaceUse("class", JvmPart.ClassSpace, own.Reserved, own.Committed, own.Used) : null;

    /// <summary>Only with a histogram: numbers alone say that there are many, not of what.</summary>
    static LoadedClasses? ClassesOf(JvmTexts texts) =>
        texts is { Histogram: { Classes.Count: > 0 } histogram, Metaspace: { Loaders: { } loaders, Classes: { } classes } }
            ? HistogramClasses.Of(histogram, loaders, classes) : null;
}
