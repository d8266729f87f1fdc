using Fathom.Evidence;
using Fathom.Evidence.Container;

namespace Fathom.Sources.Bundle.Stored;

/// <summary>The values of each record, in the order in which they are stored: its container.</summary>
static partial class Forms
{
    static CgroupUsage CgroupUsage(Storage to, CgroupUsage? it)
    {
        it ??= new(0, "", default, default, default);
        return new(to.Int(it.Version), to.Text(it.Path), to.Said(it.Limit), to.Bytes(it.Usage), to.Bytes(it.Reclaimable))
        {
            IsRoot = to.Flag(it.IsRoot),
            LimitIsAbove = to.Flag(it.LimitIsAbove),
        };
    }

    static ContainerMemory ContainerMemory(Storage to, ContainerMemory? it)
    {
        it ??= new() { Usage = new(0, "", null, default, default) };
        return new()
        {
            Usage = to.Record(it.Usage, CgroupUsage),
            Stat = to.Record(it.Stat, MemoryStat),
            Peak = to.Bytes(it.Peak),
            SlowedFrom = to.Said(it.SlowedFrom),
            Swap = to.Bytes(it.Swap),
            SwapLimit = to.Said(it.SwapLimit),
            Events = to.Record(it.Events, MemoryEvents),
            Pressure = to.RecordOrNull(it.Pressure, MemoryPressure),
            Processes = to.List(it.Processes, ContainerProcess),
            ProcessesUnread = to.Int(it.ProcessesUnread),
            Cgroups = to.Int(it.Cgroups),
            Processors = to.Int(it.Processors),
        };
    }

    static MemoryStat MemoryStat(Storage to, MemoryStat? it)
    {
        it ??= new();
        return new()
        {
            Anonymous = to.Bytes(it.Anonymous),
            File = to.Bytes(it.File),
            Shared = to.Bytes(it.Shared),
            SwapCached = to.Bytes(it.SwapCached),
            Mapped = to.Bytes(it.Mapped),
            Dirty = to.Bytes(it.Dirty),
            Writeback = to.Bytes(it.Writeback),
            InactiveFile = to.Bytes(it.InactiveFile),
            ActiveFile = to.Bytes(it.ActiveFile),
            Unevictable = to.Bytes(it.Unevictable),
            AnonymousHuge = to.Bytes(it.AnonymousHuge),
            Swap = to.Bytes(it.Swap),
            Kernel = to.Bytes(it.Kernel),
            KernelStacks = to.Bytes(it.KernelStacks),
            PageTables = to.Bytes(it.PageTables),
            SecondaryPageTables = to.Bytes(it.SecondaryPageTables),
            PerProcessor = to.Bytes(it.PerProcessor),
            VirtuallyMapped = to.Bytes(it.VirtuallyMapped),
            Slab = to.Bytes(it.Slab),
            SlabReclaimable = to.Bytes(it.SlabReclaimable),
            CompressedSwap = to.Bytes(it.CompressedSwap),
            Sockets = to.Bytes(it.Sockets),
            Hugetlb = to.Bytes(it.Hugetlb),
        };
    }

    static MemoryEvents MemoryEvents(Storage to, MemoryEvents? it)
    {
        it ??= new();
        return new()
        {
            LimitMet = to.Long(it.LimitMet),
            Slowed = to.Long(it.Slowed),
            OutOfMemory = to.Long(it.OutOfMemory),
            Kills = to.Long(it.Kills),
            UnderOutOfMemory = to.Flag(it.UnderOutOfMemory),
        };
    }

    static MemoryPressure MemoryPressure(Storage to, MemoryPressure? it)
    {
        it ??= new(default, default);
        return new(to.Value(it.Some, MemoryStall), to.Value(it.Full, MemoryStall));
    }

    static ContainerProcess ContainerProcess(Storage to, ContainerProcess? it)
    {
        it ??= new(0, "");
        return new(to.Int(it.Pid), to.Text(it.Name))
        {
            IsTarget = to.Flag(it.IsTarget),
            ParentPid = to.Int(it.ParentPid),
            Threads = to.Int(it.Threads),
            Resident = to.Bytes(it.Resident),
            Anonymous = to.Bytes(it.Anonymous),
            AnonymousShare = to.Bytes(it.AnonymousShare),
            MappedFiles = to.Bytes(it.MappedFiles),
            MappedShared = to.Bytes(it.MappedShared),
            Swap = to.Bytes(it.Swap),
            PageTables = to.Bytes(it.PageTables),
        };
    }

    static MemoryStall MemoryStall(Storage to, MemoryStall it) =>
        new(to.Real(it.Over10Seconds), to.Real(it.OverMinute), to.Real(it.OverFiveMinutes), to.Time(it.Total));
}
