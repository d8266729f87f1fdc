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
    /// <summary>malloc's innermost frames and the first caller with a frame pointer.</summary>
    const uint StackBytes = 1024;

    static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(5);

    readonly PerfEvents _events;
    readonly LiveImages _images;
    readonly CallStacks _stacks;
    readonly KernelThreads _threads;
    readonly TracedSpace _space;
    readonly OsOrder _order;
    readonly CallCounts _counts = new();
    readonly PerfRing.Reader _read;
    readonly long _begun = Stopwatch.GetTimestamp();
    readonly ulong _seenUntil;
    ulong _drained, _drainedBefore;
    long _stacksRenewed = Stopwatch.GetTimestamp();
    bool _wasFull;
    ulong? _stoppedAt;
    TimeSpan? _elapsed;
    Bytes? _residentAfter;

    OsSession(JvmProcess target, LiveImages images, CallStacks stacks, PerfEvents events)
    {
        (Target, _images, _stacks, _events, _read) = (target, images, stacks, events, Take);
        _threads = KernelThreads.Of(target.Pid, Now);
        _space = new TracedSpace(target.Pid);
        _order = new OsOrder(_space);
        ResidentBefore = target.Resident();
        _seenUntil = Now;
        OsBeginning.Take(target.Pid, _space);
        _order.CertainFrom = Now;
    }

    public JvmProcess Target { get; }

    public Bytes? ResidentBefore { get; }

    public long Calls { get; private set; }

    public long Lost { get; private set; }

    public long Unread { get; private set; }

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
        CallStacks stacks = new(images);
        stacks.Renew();
        if (PerfEvents.Open(target.Pid, plan, fewer).Try(out PerfEvents? events, out gap))
            return new OsSession(target, images, stacks, events);
        images.Dispose();
        return gap;
    }

    /// <summary>Reads what there is. To be called some hundred times a second: what has no room in the rings is lost.</summary>
    /// <returns>True where it was much: more has come meanwhile.</returns>
    public bool Renew()
    {
        const int much = 1000;
        ulong now = Now;
        long calls = Calls;
        // Libraries that go take their names with them. Not often: the list of mappings waits for the lock that a target which maps all the time holds.
        if (Stopwatch.GetElapsedTime(_stacksRenewed) > RenewAfter)
        {
            _stacks.Renew();
            _stacksRenewed = Stopwatch.GetTimestamp();
        }
        _events.Drain(_threads, _read);
        // An event that has its time already may still be on its way into the ring.
        _order.Flush(_drainedBefore);
        (_drainedBefore, _drained) = (_drained, now);
        return Calls - calls >= much;
    }

    /// <summary>What happens from now on does not count any more.</summary>
    public void Stop()
    {
        Renew();
        _wasFull = _events.WasFull;
        _events.Dispose();
        _stoppedAt = ThreadStarts.Now();
        _stacks.Renew();
        _order.Flush(ulong.MaxValue);
        _elapsed = Stopwatch.GetElapsedTime(_begun);
        _residentAfter = Target.Resident();
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
            WithoutStack = _stacks.Full,
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

    static Result<PerfPlan> Plan(Func<Result<IReadOnlyList<PerfSource>>> sources) => sources().Then<PerfPlan>(all =>
        new PerfPlan(all, SampleParts.Identifier | SampleParts.Tid | SampleParts.Time | SampleParts.CallChain | SampleParts.Raw | SampleParts.UserRegisters | SampleParts.UserStack)
        {
            StackBytes = StackBytes,
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
        if (!PerfRecord.TryParse(record, _events.Plan.Parts, PerfPlan.RegisterCount, out PerfRecord sample) || !OsCall.TryParse(sample, out TracedCall call))
        {
            Unread++;
            return;
        }
        if (sample.Pid != Target.Pid || sample.Time < _seenUntil)
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
