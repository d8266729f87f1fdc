using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>What only `jvm` shows: too dear for every look, or of no use to a ledger.</summary>
static class FiguresLook
{
    public static JvmState Add(JvmState state, Vm vm, Vm moving, VmSymbols symbols, VmFlags flags, ICollection<Gap> gaps)
    {
        (SpaceUse? heap, IReadOnlyList<SpaceUse> spaces) = HeapFigures.Read(vm, flags, state.Collector, state.Heap, state.Ranges);
        (SpaceUse? metaspace, SpaceUse? classSpace) = MetaspaceFigures.Read(vm, symbols, state.Ranges);
        (IReadOnlyList<SpaceUse> codeHeaps, CodeCounts? code) = CodeHeaps.Figures(vm, flags);
        JvmFigures figures = new()
        {
            Heap = heap,
            HeapSpaces = spaces,
            Metaspace = metaspace,
            ClassSpace = classSpace,
            CodeHeaps = codeHeaps,
            Code = code,
            JniReferences = JniReferenceCounts.Read(vm),
            Collections = unchecked((uint?)vm.Int32(HeapReader.Object(vm), "CollectedHeap", "_total_collections")),
        };
        return state with { Figures = BufferTotals.Read(moving, flags, figures), Counters = Counters(vm, gaps) };
    }

    static PerfData? Counters(Vm vm, ICollection<Gap> gaps)
    {
        if (PerfDataMemory.Place(vm).Then(place => PerfDataMemory.Read(vm.Memory, place)).Try(out PerfData? data, out Gap? gap))
            return data;
        gaps.Add(gap);
        return null;
    }
}
