using Fathom.Evidence;

namespace Fathom.Sources.Bundle.Stored;

/// <summary>The values of each record, in the order in which they are stored: the process.</summary>
static partial class Forms
{
    public static Snapshot Snapshot(Storage to, Snapshot? it)
    {
        it ??= new() { TakenAt = default, Target = new(), Cost = new(default, default, default, default, []) };
        return new()
        {
            TakenAt = to.Moment(it.TakenAt),
            Target = to.Record(it.Target, Target),
            Status = to.Record(it.Status, ProcessStatus),
            Limits = to.Record(it.Limits, ProcessLimits),
            Mappings = to.List(it.Mappings, Mapping),
            Pages = to.PagesOrNull(it.Pages),
            Usage = to.ListOrNull(it.Usage, MappingUsage),
            Threads = to.List(it.Threads, ThreadStack),
            Malloc = to.Record(it.Malloc, MallocPlaces),
            MallocState = to.RecordOrNull(it.MallocState, MallocState),
            Census = to.RecordOrNull(it.Census, ChunkCensus),
            Contents = to.RecordOrNull(it.Contents, MemoryContents),
            JvmState = to.RecordOrNull(it.JvmState, JvmState),
            Images = to.List(it.Images, LoadedImage),
            HugetlbDevices = new HashSet<Device>(to.List([.. it.HugetlbDevices], Device)),
            Cgroup = to.RecordOrNull(it.Cgroup, CgroupUsage),
            Container = to.RecordOrNull(it.Container, ContainerMemory),
            OpenFiles = to.RecordOrNull(it.OpenFiles, OpenFiles),
            Gaps = to.List(it.Gaps, Gap),
            Cost = to.Record(it.Cost, Cost),
        };
    }

    static Target Target(Storage to, Target? it)
    {
        it ??= new();
        return new()
        {
            Pid = to.Int(it.Pid),
            Command = to.Record(it.Command, CommandLine),
            Jvm = to.RecordOrNull(it.Jvm, JvmBuild),
            Uptime = to.Time(it.Uptime),
            Files = to.Texts(it.Files),
        };
    }

    static ProcessStatus ProcessStatus(Storage to, ProcessStatus? it)
    {
        it ??= new();
        return new()
        {
            Name = to.Text(it.Name),
            State = to.Letter(it.State),
            Pid = to.Int(it.Pid),
            ParentPid = to.Int(it.ParentPid),
            NamespacePid = to.Int(it.NamespacePid),
            NamespaceDepth = to.Int(it.NamespaceDepth),
            Uid = to.Long(it.Uid),
            Gid = to.Long(it.Gid),
            Threads = to.Int(it.Threads),
            Size = to.Bytes(it.Size),
            PeakResident = to.Bytes(it.PeakResident),
            Resident = to.Bytes(it.Resident),
            ResidentAnonymous = to.Bytes(it.ResidentAnonymous),
            ResidentFile = to.Bytes(it.ResidentFile),
            ResidentShared = to.Bytes(it.ResidentShared),
            Swap = to.Bytes(it.Swap),
            HugePages = to.Bytes(it.HugePages),
            PageTables = to.Bytes(it.PageTables),
            Locked = to.Bytes(it.Locked),
        };
    }

    static ProcessLimits ProcessLimits(Storage to, ProcessLimits? it)
    {
        it ??= new();
        return new()
        {
            AddressSpace = to.Said(it.AddressSpace),
            DataSize = to.Said(it.DataSize),
            Stack = to.Said(it.Stack),
            LockedMemory = to.Said(it.LockedMemory),
            Processes = to.Long(it.Processes),
            OpenFiles = to.Long(it.OpenFiles),
        };
    }

    static Mapping Mapping(Storage to, Mapping? it)
    {
        it ??= new(default, default, default, default, default, "", default);
        return new(to.AddressRange(it.Range), Access(to, it.Access), to.Unsigned(it.Offset), to.Value(it.Device, Device), to.Unsigned(it.Inode), to.Text(it.Name), to.Flag(it.IsDeleted));
    }

    static MappingUsage MappingUsage(Storage to, MappingUsage it) =>
        new()
        {
            Rss = to.Bytes(it.Rss),
            Pss = to.Bytes(it.Pss),
            PrivateClean = to.Bytes(it.PrivateClean),
            PrivateDirty = to.Bytes(it.PrivateDirty),
            Anonymous = to.Bytes(it.Anonymous),
            LazyFree = to.Bytes(it.LazyFree),
            AnonHugePages = to.Bytes(it.AnonHugePages),
            Hugetlb = to.Bytes(it.Hugetlb),
            Swap = to.Bytes(it.Swap),
            SwapPss = to.Bytes(it.SwapPss),
            Locked = to.Bytes(it.Locked),
            KernelPageSize = to.Bytes(it.KernelPageSize),
            // A mapping whose lines were cut is the default of its struct, without the initialisers.
            Flags = to.Text(it.Flags ?? ""),
        };

    static ThreadStack ThreadStack(Storage to, ThreadStack? it)
    {
        it ??= new(0, "", default);
        return new(to.Int(it.Tid), to.Text(it.Name), to.AddressRange(it.Stack))
        {
            InsideTid = to.Int(it.InsideTid),
            ControlBlock = to.Address(it.ControlBlock),
        };
    }

    static LoadedImage LoadedImage(Storage to, LoadedImage? it)
    {
        it ??= new("", default, default, []);
        return new(to.Text(it.Name), to.AddressRange(it.Range), to.Unsigned(it.Bias), to.Ranges(it.ZeroFill))
        {
            Taken = to.Ranges(it.Taken),
            Code = to.Ranges(it.Code),
            Device = to.Value(it.Device, Device),
            Inode = to.Unsigned(it.Inode),
        };
    }

    static OpenFiles OpenFiles(Storage to, OpenFiles? it)
    {
        it ??= new(0);
        return new(to.Long(it.Count))
        {
            Looked = to.Long(it.Looked),
            Jars = to.Long(it.Jars),
            RepeatedJars = to.Long(it.RepeatedJars),
            DeletedJars = to.Long(it.DeletedJars),
            EventPolls = to.Long(it.EventPolls),
            EventCounters = to.Long(it.EventCounters),
            Sockets = to.Long(it.Sockets),
            Pipes = to.Long(it.Pipes),
            Deleted = to.Long(it.Deleted),
        };
    }

    public static Gap Gap(Storage to, Gap? it)
    {
        it ??= new("", "", "", null, "", "");
        return new(to.Text(it.Id), to.Text(it.What), to.Text(it.Where), to.TextOrNull(it.Errno), to.Text(it.So), to.Text(it.Try))
        {
            Parts = (LookParts)to.Int((int)it.Parts),
        };
    }

    static Cost Cost(Storage to, Cost? it)
    {
        it ??= new(default, default, default, default, []);
        return new(to.Time(it.Wall), to.Time(it.TargetStopped), to.Time(it.TargetDelayed), to.Bytes(it.MemoryRead), to.Texts(it.LeftBehind))
        {
            OwnPeak = to.Bytes(it.OwnPeak),
        };
    }

    static CommandLine CommandLine(Storage to, CommandLine? it)
    {
        it ??= new("", "");
        return new(to.Text(it.Shown), to.Text(it.Main))
        {
            Program = to.Text(it.Program),
            MaxHeap = to.Said(it.MaxHeap),
        };
    }

    static JvmBuild JvmBuild(Storage to, JvmBuild? it)
    {
        it ??= new(null, null, "");
        return new(to.TextOrNull(it.Name), to.TextOrNull(it.Version), to.Text(it.Library));
    }

    static Device Device(Storage to, Device it) =>
        new(to.UInt(it.Major), to.UInt(it.Minor));

    static Access Access(Storage to, Access it) =>
        (Access)to.Int((int)it) & (Evidence.Access.Read | Evidence.Access.Write | Evidence.Access.Execute | Evidence.Access.Shared);
}
