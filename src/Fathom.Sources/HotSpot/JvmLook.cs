using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot;

/// <summary>Everything that is read from HotSpot's own structures, without the JVM noticing.</summary>
static class JvmLook
{
    public static Result<JvmState> Read(Snapshot snapshot, string library, IMemory memory, bool withFigures, ICollection<Gap> gaps)
    {
        Result<VmSymbols> opened = VmSymbols.Open(snapshot, library, snapshot.Target.Pid, memory);
        if (!opened.Try(out VmSymbols? symbols, out Gap? gap))
            return gap;
        using (symbols)
        {
            VmMemory words = new(memory);
            if (VmTables.Read(symbols, words) is not { } tables)
                return Gaps.VmTablesAbsent.At(library);
            Vm vm = new(tables, words);
            VmFlags flags = VmFlags.Read(vm);
            JvmState state = Read(snapshot, vm, symbols, flags);
            return withFigures ? FiguresLook.Add(state, vm, symbols, flags, gaps) : state;
        }
    }

    static JvmState Read(Snapshot snapshot, Vm vm, VmSymbols symbols, VmFlags flags)
    {
        JavaHeapFacts facts = new(vm, flags);
        string? collector = HeapReader.Collector(flags);
        Address? heap = HeapReader.Object(vm);
        AddressRange? reserved = HeapReader.Reserved(vm, heap);
        List<JvmRange> ranges = [];
        if (reserved is { } known)
            ranges.AddRange(HeapReader.Spaces(vm, collector, heap, known));
        ranges.AddRange(CodeHeaps.Read(vm, flags));
        ranges.AddRange(GcTables.Read(vm, collector, reserved, snapshot.Mappings, StaticsOf(snapshot)));
        ranges.AddRange(MetaspaceNodes.Read(vm, symbols, snapshot.Mappings));
        if (Vm.Range(vm.PointerStatic("MetaspaceObj", "_shared_metaspace_base"), vm.PointerStatic("MetaspaceObj", "_shared_metaspace_top")) is { } cds)
            ranges.Add(new(cds, JvmPart.Cds, "archive"));
        return new JvmState
        {
            Build = BuildText.Parse(vm.PointerStatic("Abstract_VM_Version", "_s_internal_vm_info_string") is { } text
                ? vm.Memory.ReadName(text) : null),
            Collector = collector,
            Heap = reserved,
            Ranges = ranges,
            Threads = JavaThreads.Read(vm, facts, snapshot.Threads),
            DirectBuffers = facts.DirectBuffers(),
            Flags = FlagValues.Read(vm, flags),
        };
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
