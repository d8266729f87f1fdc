using Fathom.Evidence;
using Fathom.Sources.HotSpot.Nmt;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot;

/// <summary>Everything that is read from HotSpot's own structures, without the JVM noticing.</summary>
static class JvmLook
{
    /// <param name="now">The same memory with the pages that came since the look at it: Java objects move.</param>
    public static Result<JvmState> Read(
        Snapshot snapshot, string library, IMemory memory, IMemory now, LookOptions options, ICollection<Gap> gaps)
    {
        // OpenJ9 brings a libjvm.so too, as a shim before its own.
        if (snapshot.Mappings.FirstOrDefault(mapping => mapping.Name.Contains("/libj9vm", StringComparison.Ordinal)) is { } other)
            return Gaps.VmNotHotSpot.At(other.Name, null, "Eclipse OpenJ9");
        Result<VmSymbols> opened = VmSymbols.Open(snapshot, library, snapshot.Target.Pid, memory);
        if (!opened.Try(out VmSymbols? symbols, out Gap? gap))
            return gap;
        using (symbols)
        {
            VmMemory words = new(memory);
            return VmTables.Read(symbols, words) is { } tables
                ? Read(snapshot, new Vm(tables, words), new Vm(tables, new VmMemory(now)), symbols, options, gaps)
                : Gaps.VmTablesAbsent.At(library);
        }
    }

    internal static JvmState Read(Snapshot snapshot, Vm vm, Vm moving, VmSymbols symbols, LookOptions options, ICollection<Gap> gaps)
    {
        symbols.Prepare([.. MetaspaceNodes.Symbols, .. NmtSymbols.Names, .. ConcurrentTables.Symbols, .. MetaspaceFigures.Symbols]);
        VmFlags flags = VmFlags.Read(vm);
        JavaHeapFacts facts = new(moving, flags);
        string? collector = HeapReader.Collector(flags);
        Address? heap = HeapReader.Object(vm);
        AddressRange? reserved = HeapReader.Reserved(vm, heap);
        List<JvmRange> ranges = [];
        if (reserved is { } known)
            ranges.AddRange(HeapReader.Spaces(vm, collector, heap, known));
        if (collector == "Z")
            ranges.AddRange(ZSpaces.Free(vm, heap, snapshot.Mappings));
        ranges.AddRange(CodeHeaps.Read(vm, flags));
        ranges.AddRange(GcTables.Read(vm, collector, reserved, snapshot.Mappings, StaticsOf(snapshot)));
        ranges.AddRange(MetaspaceNodes.Read(vm, symbols, snapshot.Mappings));
        if (Vm.Range(vm.PointerStatic("MetaspaceObj", "_shared_metaspace_base"), vm.PointerStatic("MetaspaceObj", "_shared_metaspace_top")) is { } cds)
            ranges.Add(new(cds, JvmPart.Cds, "archive"));
        JvmState state = new()
        {
            Build = BuildText.Parse(vm.PointerStatic("Abstract_VM_Version", "_s_internal_vm_info_string") is { } text
                ? vm.Memory.ReadName(text) : null),
            Collector = collector,
            Heap = reserved,
            Ranges = ranges,
            Threads = JavaThreads.Read(vm, facts, snapshot.Threads),
            Objects = JvmObjects.Read(vm),
            DirectBuffers = facts.DirectBuffers(),
            Tables = [.. ConcurrentTables.Read(vm.Memory, symbols), .. OldTables.Read(vm)],
            Flags = FlagValues.Read(vm, flags),
        };
        if (options.JvmFigures)
            state = FiguresLook.Add(state, vm, moving, symbols, flags, new PartGaps(gaps, LookParts.Figures));
        return state with { Nmt = NmtLook.Read(snapshot, state, vm, symbols, flags, options.NmtBlocks) };
    }

    /// <summary>The library's own variables: its writable pages and the zeros behind them.</summary>
    static AddressRange[] StaticsOf(Snapshot snapshot)
    {
        string? library = snapshot.Target.Jvm?.Library;
        return
        [
            .. snapshot.Mappings.Where(mapping => mapping.Name == library && mapping.IsWritablePrivate).Select(mapping => mapping.Range),
            .. snapshot.Images.Where(image => image.Name == library).SelectMany(image => image.ZeroFill),
        ];
    }
}
