using System.Diagnostics;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Sources.Formats.Strace;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Probe;

namespace Fathom.Sources.Kernel;

/// <summary>Follows the calls by which a process takes memory from the kernel and gives it back. Nothing in it is changed.</summary>
public sealed class OsSession : IDisposable
{
    /// <summary>Libraries and the JVM's own frames take about one, and behind them come some twenty of Java's.</summary>
    const uint StackBytes = 4096;

    /// <summary>
    /// Threads of HotSpot's own (compileBroker.cpp, vmThread.cpp, the collectors' workers), whose stacks may be deep and have no Java. Of others
    /// the copy says more than the chain, which takes 0.7 µs. JDK 8 gives the kernel no names: there all are others.
    /// </summary>
    static readonly string[] OwnOfJvm = ["C1 ", "C2 ", "GC ", "G1 ", "VM ", "ParGC ", "Gang worker", "Concurrent", "ZWorker", "XWorker", "Shenandoah"];

    static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(20);

    readonly PerfEvents _events;
    readonly LiveImages _images;
    readonly EventStacks _stacks;
    readonly KernelThreads _threads;
    readonly TracedSpace _space;
    readonly OsOrder _order;
    readonly CallCounts _counts = new();
    readonly PerfRing.Reader _read;
    readonly long _begun = Stopwatch.GetTimestamp();
    readonly ulong _seenUntil;
    ulong _drained, _drainedBefore;
    bool _wasFull;
    ulong? _stoppedAt;
    TimeSpan? _elapsed;
    Bytes? _residentAfter;

    OsSession(JvmProcess target, LiveImages images, EventStacks stacks, PerfEvents events)
    {
        (Target, _images, _stacks, _events, _read) = (target, images, stacks, events, Take);
        _threads = KernelThreads.Of(target.Pid, Now);
        _space = new TracedSpace(target.Pid);
        _order = new OsOrder(_space);
        ResidentBefore = target.Resident();
        events.Forget(_threads);
        _seenUntil = Now;
        TakeBeginning();
        _order.CertainFrom = Now;
    }

    public JvmProcess Target { get; }

    public Bytes? ResidentBefore { get; }

    public long Calls { get; private set; }

    public long Lost { get; private set; }

    public long Unread { get; private set; }

    /// <summary>Calls with code in their stack that nobody has named.</summary>
    public long Unnamed => _stacks.Unnamed;

    /// <summary>Threads that could not be told apart any more, so many began.</summary>
    public long Nameless => _threads.Nameless;

    /// <summary>When the process began another program: what that one does is not seen. Null where it did not.</summary>
    public TimeSpan? ReplacedAfter => _threads.ReplacedAfter(_seenUntil);

    /// <summary>Why Java has no names, where it has none.</summary>
    public IReadOnlyList<Gap> WithoutJava { get; private init; } = [];

    /// <summary>What was mapped and not given back, of what was seen so far.</summary>
    public Bytes Net => new(_space.Rows().Sum(row => row.Kind == RangeKind.File ? 0 : unchecked((long)row.Net)));

    public TimeSpan Elapsed => _elapsed ?? Stopwatch.GetElapsedTime(_begun);

    /// <summary>Of the target's memory: symbols of libraries whose file is gone.</summary>
    public Bytes MemoryRead => _images.Read;

    /// <summary>CLOCK_MONOTONIC, as the events have it.</summary>
    static ulong Now => (ulong)Stopwatch.GetTimestamp();

    public static PriceTag Price { get; } = new(
        "follows mmap, munmap, mremap, mprotect, brk and madvise by events of the kernel", ActWeight.Small, "none",
        "2 to 4 µs for each of these calls; some 30 ns for each other system call of the machine (0.1 µs of the target's, if it has thousands of threads)", "none", "nothing");

    public static Result<OsSession> Begin(JvmProcess target)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return Gaps.KernelMachine.At("perf_event_open");
        if (!Plan(Separate).Try(out PerfPlan? plan, out Gap? gap) || !Plan(Together).Try(out PerfPlan? fewer, out gap))
            return gap;
        // Before the first event: while rows are made nobody reads the rings.
        LiveImages images = new(target.Pid);
        EventStacks stacks = EventStacks.Of(target, images, out IReadOnlyList<Gap> without);
        if (stacks.WalksAll)
            (plan, fewer) = (plan with { IsChainless = IsNotOwn }, fewer with { IsChainless = IsNotOwn });
        if (PerfEvents.Open(target.Pid, plan, fewer).Try(out PerfEvents? events, out gap))
            return new OsSession(target, images, stacks, events) { WithoutJava = without };
        images.Dispose();
        return gap;
    }

    /// <summary>Waits until the rings hold much, or for a while, and reads them. What has no room in them is lost.</summary>
    public void Renew()
    {
        _events.Wait(LongestWait);
        TakeIn();
    }

    /// <summary>What happens from now on does not count any more.</summary>
    public void Stop()
    {
        TakeIn();
        _wasFull = _events.WasFull;
        _events.Dispose();
        _stoppedAt = ThreadStarts.Now();
        if (ReplacedAfter is null)
            _stacks.End();
        _order.Flush(ulong.MaxValue);
        _elapsed = Stopwatch.GetElapsedTime(_begun);
        _residentAfter = ReplacedAfter is null ? Target.Resident() : null;
    }

    /// <summary>What was seen; after the stop.</summary>
    public OsTrace Read(IReadOnlyDictionary<int, string> javaNames)
    {
        Dictionary<int, string> names = _threads.Names(javaNames, tid => ThreadStarts.IsAfter(Target.Pid, tid, _stoppedAt));
        return new OsReading(Target, _stacks, _images, names).Read(_space.Rows(), Elapsed) with
        {
            Calls = [.. _counts.Taken().Where(count => count.Count > 0)],
            Lost = Lost,
            WasFull = _wasFull,
            Unread = Unread,
            Missed = _order.Missed,
            WithoutStack = _stacks.Full + _space.WithoutRow,
            Threads = _events.Threads,
            Events = _events.Count,
            TargetLives = Target.IsAlive(),
            ResidentBefore = ResidentBefore,
            ResidentAfter = _residentAfter,
        };
    }

    public void Dispose()
    {
        _events.Dispose();
        _images.Dispose();
    }

    static bool IsNotOwn(string name) => !Array.Exists(OwnOfJvm, own => name.StartsWith(own, StringComparison.Ordinal));

    static Result<PerfPlan> Plan(Func<Result<IReadOnlyList<PerfSource>>> sources) => sources().Then<PerfPlan>(all =>
        new PerfPlan(all, SampleParts.Identifier | SampleParts.Tid | SampleParts.Time | SampleParts.CallChain | SampleParts.Raw | SampleParts.UserRegisters | SampleParts.UserStack)
        {
            StackBytes = StackBytes,
            // A sample has more than four KiB; in 64 MiB some 15,000 find room, what a processor does in 200 ms and more.
            RingBytes = 64 * 1024 * 1024,
            AllRingsBytes = 128 * 1024 * 1024,
        });

    /// <summary>Other calls of the target pay nothing for it.</summary>
    static Result<IReadOnlyList<PerfSource>> Separate()
    {
        List<PerfSource> sources = [];
        foreach ((_, _, string name) in OsCall.Followed)
        {
            if (!Tracepoints.Id("syscalls/sys_exit_" + name).Try(out ulong id, out Gap? gap))
                return gap;
            sources.Add(new PerfSource(PerfSource.Tracepoint, id));
        }
        return sources;
    }

    /// <summary>One event in place of six; each call of the target's is looked at, which takes 0.1 µs.</summary>
    static Result<IReadOnlyList<PerfSource>> Together() => Tracepoints.Id("raw_syscalls/sys_exit").Then<IReadOnlyList<PerfSource>>(id =>
        new[] { new PerfSource(PerfSource.Tracepoint, id, string.Join(" || ", OsCall.Followed.Select(call => FormattableString.Invariant($"id == {call.Number}")))) });

    /// <summary>The list of mappings waits for a lock that a target which maps all the time holds; the rings fill meanwhile.</summary>
    void TakeBeginning()
    {
        using Task taken = Task.Run(() => OsBeginning.Take(Target.Pid, _space));
        while (!taken.Wait(LongestWait / 4))
            Drain();
    }

    void TakeIn()
    {
        ulong now = Now;
        Drain();
        // An event that has its time already may still be on its way into the ring.
        _order.Flush(_drainedBefore);
        (_drainedBefore, _drained) = (_drained, now);
    }

    void Drain()
    {
        if (ReplacedAfter is null)
            _stacks.BeginRound();
        _events.Drain(_threads, _read);
    }

    void Take(ReadOnlySpan<byte> record)
    {
        switch (PerfRecord.TypeOf(record))
        {
            case PerfRecord.Sample: TakeCall(record); break;
            case PerfRecord.Lost: Lost += PerfRecord.LostOf(record); break;
        }
    }

    void TakeCall(ReadOnlySpan<byte> record)
    {
        if (!PerfRecord.TryParse(record, _events.PartsOf(record), PerfPlan.RegisterCount, out PerfRecord sample) || !OsCall.TryParse(sample, out TracedCall call))
        {
            Unread++;
            return;
        }
        if (sample.Pid != Target.Pid || sample.Time < _seenUntil || sample.Time >= _threads.ReplacedAt)
            return;
        int thread = _threads.NumberOf(sample.Tid, sample.Time);
        if (_events.MayDouble && _events.RootOf(sample.Id) is var (root, processor) && !_threads.IsFirst(thread, sample.Tid, processor, root))
            return;
        Calls++;
        bool breakFailed = call is { Name: CallName.Break, Address: > 0 } && call.Result != call.Address;
        _counts.Add(call.Name, call.Failed || breakFailed);
        if (call.Failed || call is { Name: CallName.Advise, GivesBack: false })
            return;
        if (TracedSpace.IsPossible(call))
            _order.Add(new WaitingCall(sample.Time, thread, _stacks.Of(sample), call));
        else
            Unread++;
    }
}
