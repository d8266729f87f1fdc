using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Sources.Acts;
using Fathom.Sources.Census;
using Fathom.Sources.Cgroup;
using Fathom.Sources.Formats;
using Fathom.Sources.Glibc;
using Fathom.Sources.Memory;
using Fathom.Sources.Native;
using Fathom.Sources.Pages;
using Fathom.Sources.Peeking;
using Fathom.Sources.Proc;

namespace Fathom.Sources;

/// <summary>
/// One look at a running process, from the cheapest source to the dearest. Nothing in it is changed; if it was asked
/// for, it stands still while maps, pages and memory are read.
/// </summary>
public sealed class LiveLook(int pid, LookOptions options)
{
    /// <summary>A target that no longer answers is not waited for as long as somebody would wait for holders.</summary>
    static readonly TimeSpan MostForHolders = TimeSpan.FromSeconds(10);

    readonly DirectoryFiles _files = DirectoryFiles.OfProcess(pid);
    readonly Pace _pace = new() { Rests = options.Freeze is null };
    readonly GapNotes _gaps = [];
    ReachStop? _stop;

    /// <summary>A snapshot, or the one reason why there is none at all.</summary>
    public static Result<Snapshot> At(int pid, LookOptions options)
    {
        LiveLook look = new(pid, options);
        using Deadline deadline = new(options.Deadline);
        return look.Take(deadline);
    }

    Result<Snapshot> Take(Deadline deadline)
    {
        long begun = Stopwatch.GetTimestamp();
        DateTimeOffset takenAt = DateTimeOffset.UtcNow;
        if (!Birth().Try(out ProcessBirth birth, out Gap? gap))
            return gap;
        ProcessFacts facts = new(_files, options, deadline, _gaps);
        Snapshot snapshot = new()
        {
            TakenAt = takenAt,
            Target = new Target { Pid = pid, Command = facts.Command(), Uptime = ProcessFacts.Uptime(birth) },
            Status = facts.Status(),
            Limits = LimitsText.Parse(_files.Read("limits", 16 * 1024).Or([])),
            Cost = Cost.None,
        };
        if (Absence.Of(birth, snapshot, _files.Place) is { } absence)
            return absence;
        Result<Snapshot> read = options.Freeze is { } budget
            ? ReadStopped(snapshot, budget, facts, deadline)
            : Read(snapshot, facts, deadline, null, isAhead: false);
        if (!read.Try(out snapshot!, out gap))
            return gap;
        if (KernelVersion.CountsApproximately() is { } release)
            _gaps.Add(Gaps.RssApproximate.At(_files.Place + "/status", null, release));
        snapshot = snapshot with
        {
            OpenFiles = options.OpenFiles ? Note(deadline.Run(_files.Place + "/fd", () => FileDescriptors.Read(_files)), LookParts.OpenFiles) : null,
        };
        snapshot = WithContainer(snapshot, deadline);
        // A process that ends loses its memory long before its name.
        if (!Birth().Try(out ProcessBirth now, out _) || !facts.Status().HasMemory)
            _gaps.Add(Gaps.TargetGone.At(_files.Place));
        else if (now.StartTicks != birth.StartTicks)
            return Gaps.PidReused.At(_files.Place);
        _gaps.AddRange((options.Answers?.Gaps ?? []).Select(each => each with { Parts = LookParts.Answers }));
        if (options.Walks)
            OwnMemory.GiveBack();
        return snapshot with { Gaps = _gaps.Taken(), Cost = CostSince(begun, snapshot) };
    }

    Snapshot WithContainer(Snapshot snapshot, Deadline deadline)
    {
        if (Note(new CgroupReader().Find(_files)) is not { } found)
            return snapshot;
        using (found)
        {
            snapshot = snapshot with { Cgroup = found.Usage };
            if (!options.Container || found.Usage.IsRoot || ContainerReader.Read(found) is not { } container)
                return snapshot;
            container = new ContainerProcesses(found, DirectoryFiles.OfProcess, pid).AddTo(container) with
            {
                Processors = ProcessorsText.Count(DirectoryFiles.OfFolder("/sys/devices/system/cpu").Read("online", 4096).Or([])),
            };
            if (options.Smaps)
                container = ContainerShares.AddTo(container, DirectoryFiles.OfProcess, deadline);
            return snapshot with { Cgroup = container.Usage, Container = container };
        }
    }

    Result<Snapshot> ReadStopped(Snapshot snapshot, TimeSpan budget, ProcessFacts facts, Deadline deadline)
    {
        // While it runs: what it did since is as old as what it will do after.
        if (!Read(snapshot, facts, deadline, null, isAhead: true).Try(out Snapshot? ahead, out Gap? gap))
            return gap;
        if (!Freeze.Of(pid, budget, registers: options.Census is { Lost: true }).Try(out Freeze? freeze, out gap))
            return gap;
        Result<Snapshot> read;
        _stop = new ReachStop(freeze.Registers, () => freeze.Holds);
        using (freeze)
            read = Read(snapshot, facts, deadline, ahead, isAhead: false);
        if (freeze.Shortfall is { } shortfall)
            _gaps.Add(shortfall);
        return read.Then<Snapshot>(seen => seen with { Cost = seen.Cost with { TargetStopped = freeze.Stopped } });
    }

    /// <param name="ahead">What was read before the target was stopped; null where it is not stopped, or not yet.</param>
    /// <param name="isAhead">Reads only what need not be of the moment at which the target stands.</param>
    Result<Snapshot> Read(Snapshot snapshot, ProcessFacts facts, Deadline deadline, Snapshot? ahead, bool isAhead)
    {
        Result<Snapshot> read = deadline.Run(_files.Place, () => ReadMappings(snapshot, ahead?.Target.Jvm));
        if (!read.Ok)
            return Birth().Ok ? facts.Permission(read.Gap!) : Gaps.TargetGone.At(_files.Place, read.Gap!.Errno);
        return WithMemory(WithPages(read.Value, facts, deadline, isAhead), deadline, ahead, isAhead);
    }

    Result<ProcessBirth> Birth()
    {
        Result<byte[]> stat = _files.Read("stat", 4096);
        return stat.Ok && StatText.Parse(stat.Value) is { } birth
            ? birth
            : Gaps.NoSuchProcess.At(_files.Place, stat.Gap?.Errno, pid.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    Result<Snapshot> ReadMappings(Snapshot snapshot, JvmBuild? known)
    {
        Result<byte[]> maps = _files.Read("maps", Limits.ProcFileBytes * 4);
        if (!maps.Ok)
            return maps.Gap!;
        options.Keep?.Invoke("maps", maps.Value);
        Parsed<IReadOnlyList<Mapping>> parsed = MapsText.Parse(maps.Value, _files.Place + "/maps");
        _gaps.AddRange(parsed.Gaps);
        snapshot = snapshot with { Mappings = parsed.Value };
        return JvmBuilds.Library(parsed.Value) is { } library
            ? snapshot with { Target = snapshot.Target with { Jvm = known?.Library == library ? known : ReadBuild(library) } }
            : snapshot;
    }

    JvmBuild ReadBuild(string library)
    {
        Result<TargetRoot> root = TargetRoot.Of(pid);
        using TargetRoot? open = root.Or(null);
        return JvmBuilds.Read(library, open);
    }

    /// <summary>Pages, and the kernel's own sum directly after: the two are compared.</summary>
    Snapshot WithPages(Snapshot snapshot, ProcessFacts facts, Deadline deadline, bool isAhead)
    {
        LivePages pages = new(pid, _pace);
        PageRuns? runs = Note(deadline.Run(_files.Place + "/pagemap", () => pages.Scan(snapshot.Mappings)));
        ProcessStatus status = facts.Status();
        snapshot = snapshot with { Pages = runs, Status = status.HasMemory ? status : snapshot.Status };
        if (isAhead)
            return snapshot;
        if (snapshot.Status.HugePages is { Value: > 0 })
            snapshot = snapshot with { HugetlbDevices = HugetlbDevices.Find(_files) };
        bool shared = runs is not null && !options.Smaps && SharedViews.Exist(snapshot.Mappings);
        bool cheap = shared && SharedViews.AreCheapToShare(snapshot.Mappings, runs!);
        if (shared && !cheap)
            _gaps.Add(Gaps.SharesNotRead.At(_files.Place + "/smaps") with { Parts = LookParts.Shares });
        return options.Smaps || runs is null || cheap
            ? snapshot with { Usage = Note(deadline.Run(_files.Place + "/smaps", () => ReadUsage(snapshot.Mappings)), LookParts.Shares) }
            : snapshot;
    }

    Result<IReadOnlyList<MappingUsage>> ReadUsage(IReadOnlyList<Mapping> mappings)
    {
        Result<byte[]> smaps = _files.Read("smaps", Limits.SmapsBytes);
        if (!smaps.Ok)
            return smaps.Gap!;
        options.Keep?.Invoke("smaps", smaps.Value);
        Parsed<SmapsTable> parsed = SmapsText.Parse(smaps.Value, _files.Place + "/smaps");
        _gaps.AddRange(parsed.Gaps);
        return UsageTable.Align(mappings, parsed.Value);
    }

    Snapshot WithMemory(Snapshot snapshot, Deadline deadline, Snapshot? ahead, bool isAhead)
    {
        LiveMemory live = new(pid, _pace);
        Snapshot? looked = snapshot.Pages is null
            ? null
            : Note(deadline.Run(_files.Place + "/mem", () => Result.Of(LookInside(snapshot, live, ahead, isAhead)), WalkTime(snapshot)));
        if (looked is null)
            return snapshot with { Threads = Note(new Threads(_files, snapshot.Mappings, null, null, false).Find()) ?? [] };
        if (live.LastErrno == Errno.EPERM)
            _gaps.Add(Gaps.MemoryUnreadable.At(_files.Place, Errno.Name(Errno.EPERM)));
        return looked with { Cost = looked.Cost with { MemoryRead = live.BytesRead } };
    }

    Snapshot LookInside(Snapshot snapshot, LiveMemory live, Snapshot? ahead, bool isAhead)
    {
        using PresentMemory memory = new(live, snapshot.Pages!, snapshot.Mappings, new MapFiles(pid));
        LivePages pages = new(pid, _pace);
        WalkMemory now = new(memory, live, pages);
        if (isAhead)
            return Inside.Ahead(snapshot, _files, memory, now, options, _gaps);
        snapshot = Inside.Look(snapshot, _files, memory, now, options, _gaps, ahead);
        if (options.Peek is not null)
            return Inside.Peek(snapshot, new PeekMemory(memory, live, pages), options, _gaps);
        if (options.Walks)
            snapshot = Inside.Walk(snapshot, memory, live, pages, options, _gaps, new ReachMeans(_files, _stop));
        return Inside.KeepContents(snapshot, new PeekMemory(memory, live, pages), options);
    }

    /// <summary>A walk takes 0.2 s a GiB; on a loaded machine with a fraction of a core, some times that.</summary>
    TimeSpan WalkTime(Snapshot snapshot) =>
        (options.Walks || options.Peek is not null ? TimeSpan.FromSeconds((options.Contents is null ? 10.0 : 60.0) * (snapshot.Status.Resident ?? Bytes.Zero).Value / (1L << 30)) : TimeSpan.Zero)
        + (options.Census is { } census ? CensusTime(census) : TimeSpan.Zero);

    static TimeSpan CensusTime(CensusOptions census) =>
        (census.HolderBudget < MostForHolders ? census.HolderBudget : MostForHolders) + (census.Lost ? census.ReachBudget : TimeSpan.Zero);

    Cost CostSince(long begun, Snapshot snapshot) =>
        snapshot.Cost with
        {
            Wall = Stopwatch.GetElapsedTime(begun),
            TargetDelayed = _pace.Longest,
            LeftBehind = [.. options.Answers?.LeftBehind ?? [], .. options.LeftBehind],
        };

    T? Note<T>(Result<T> result, LookParts part = LookParts.None)
        where T : class
    {
        if (result.Ok)
            return result.Value;
        _gaps.Add(result.Gap! with { Parts = part });
        return null;
    }
}
