using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Sources.Elf;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Probe;
using Fathom.Sources.Profiles;

namespace Fathom.Sources.Kernel;

/// <summary>Samples page faults of a process: who touched its pages first. Nothing in it is changed.</summary>
public sealed class TouchSession : IDisposable
{
    /// <summary>PERF_COUNT_SW_PAGE_FAULTS; the kernel's own accesses on a thread's behalf are among them.</summary>
    const ulong PageFaults = 2;

    /// <summary>
    /// One of so many is a sample: a fault takes 0.5 µs and more itself. A prime, as pages are touched in powers of two. Not a
    /// frequency: the kernel would take it for that of a burst, and see a handful of its faults.
    /// </summary>
    const int Period = 31;

    /// <summary>As of `--os`: libraries, and some twenty callers in Java behind them.</summary>
    const uint StackBytes = 4096;

    const int MostSamples = 1 << 17;

    readonly record struct Seen(ulong Address, int Tid, int Stack, double Weight);

    readonly PerfEvents _events;
    readonly LiveImages _images;
    readonly EventStacks _stacks;
    readonly KernelThreads _threads;
    readonly PerfRing.Reader _read;
    readonly List<Seen> _samples = [];
    readonly long _begun = Stopwatch.GetTimestamp();
    readonly ulong _seenFrom;
    readonly long? _faultsBefore;
    long? _faultsNow;
    long _faults;
    ulong? _stoppedAt;
    TimeSpan? _elapsed;
    Bytes? _residentAfter;
    int _thinned = 1, _skipped;

    TouchSession(JvmProcess target, LiveImages images, EventStacks stacks, PerfEvents events)
    {
        (Target, _images, _stacks, _events, _read) = (target, images, stacks, events, Take);
        _seenFrom = Now;
        _faultsBefore = ProcessFaults.Of(target.Pid);
        _threads = KernelThreads.Of(target.Pid, _seenFrom);
        ResidentBefore = target.Resident();
    }

    public JvmProcess Target { get; }

    /// <summary>CLOCK_MONOTONIC, as the events have it.</summary>
    static ulong Now => (ulong)Stopwatch.GetTimestamp();

    public Bytes? ResidentBefore { get; }

    public long Samples { get; private set; }

    public long Lost { get; private set; }

    /// <summary>Threads that could not be told apart any more, so many began.</summary>
    public long Nameless => _threads.Nameless;

    /// <summary>Samples with code in their stack that nobody has named.</summary>
    public long Unnamed => _stacks.Unnamed;

    /// <summary>Samples whose stack found no room.</summary>
    public long WithoutStack => _stacks.Full;

    /// <summary>When the process began another program: what that one touches does not count. Null where it did not.</summary>
    public TimeSpan? ReplacedAfter => _threads.ReplacedAfter(_seenFrom);

    /// <summary>Why Java has no names, where it has none.</summary>
    public IReadOnlyList<Gap> WithoutJava { get; private init; } = [];

    public TimeSpan Elapsed => _elapsed ?? Stopwatch.GetElapsedTime(_begun);

    public Bytes MemoryRead => _images.Read;

    public static PriceTag Price { get; } = new(
        "samples page faults by events of the kernel", ActWeight.Small, "none", "a copy of 4 KiB of the stack for one page fault of 31", "none", "nothing");

    public static Result<TouchSession> Begin(JvmProcess target)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return Gaps.KernelMachine.At("perf_event_open");
        // Without the period in the sample: asked for it, the kernel makes one of each event (perf_swevent_event).
        PerfPlan plan = new([new PerfSource(PerfSource.Software, PageFaults)],
            SampleParts.Identifier | SampleParts.Tid | SampleParts.Time | SampleParts.Address | SampleParts.CallChain | SampleParts.UserRegisters | SampleParts.UserStack)
        {
            Period = Period,
            StackBytes = StackBytes,
        };
        LiveImages images = new(target.Pid);
        EventStacks stacks = EventStacks.Of(target, images, out IReadOnlyList<Gap> without);
        if (PerfEvents.Open(target.Pid, plan).Try(out PerfEvents? events, out Gap? gap))
            return new TouchSession(target, images, stacks, events) { WithoutJava = without };
        images.Dispose();
        return gap;
    }

    /// <returns>True where there was much.</returns>
    public bool Renew()
    {
        const int much = 1000;
        long samples = Samples;
        if (ReplacedAfter is null)
            _stacks.BeginRound();
        _faultsNow = ProcessFaults.Of(Target.Pid) ?? _faultsNow;
        _events.Drain(_threads, _read);
        return Samples - samples >= much;
    }

    /// <summary>What happens from now on does not count any more.</summary>
    public void Stop()
    {
        _faults = _events.Total();
        Renew();
        // Each event counts those of the threads that were begun by its own: a thread that has two of them counts twice.
        if (_faultsNow is { } faults && _faultsBefore is { } before)
            _faults = Math.Max(0, faults - before);
        _events.Dispose();
        _stoppedAt = ThreadStarts.Now();
        _elapsed = Stopwatch.GetElapsedTime(_begun);
        // The process's count goes on with its next program.
        if (ReplacedAfter is not null)
        {
            _faults = (long)_samples.Sum(sample => sample.Weight);
            return;
        }
        _stacks.End();
        _residentAfter = Target.Resident();
    }

    /// <summary>What was seen; after the stop.</summary>
    public TouchTrace Read(IReadOnlyDictionary<int, string> javaNames)
    {
        long faults = _faults;
        Dictionary<int, string> names = _threads.Names(javaNames, tid => ThreadStarts.IsAfter(Target.Pid, tid, _stoppedAt));
        ProfileColumn[] columns = [new("touched_pages", "count", ProfileMeasure.Other), new("touched_space", "bytes", ProfileMeasure.Other)];
        ProfileBuilder builder = new(columns.Length);
        KernelFrames frames = new(builder, new Symbolizer(_images.All, _images.Open), _stacks.KnowsJava ? null : CompiledCode.Read(Target.Pid).Or(null));
        int[] stacks = new int[_stacks.Count];
        List<TouchSample> samples = new(_samples.Count);
        foreach (Seen seen in _samples)
        {
            if (seen.Stack >= 0 && stacks[seen.Stack] == 0)
                stacks[seen.Stack] = frames.StackOf(_stacks, seen.Stack);
            samples.Add(new TouchSample(new Address(seen.Address), seen.Tid, seen.Stack < 0 ? 0 : stacks[seen.Stack], seen.Weight));
            double pages = samples[^1].Faults;
            builder.Sample(samples[^1].Stack, [(long)Math.Round(pages), (long)Math.Round(pages * Bytes.PageSize)], builder.Texts.Add(names.GetValueOrDefault(seen.Tid) ?? ""));
        }
        AllocationProfile profile = builder.Done(Target.Pid.ToString(CultureInfo.InvariantCulture), "page faults", columns, ProfileSampling.All) with { TakenAt = DateTimeOffset.UtcNow, Shown = "touched_space" };
        return new TouchTrace(Elapsed)
        {
            Faults = faults,
            Samples = samples,
            Seen = Samples,
            Profile = profile,
            ThreadNames = names,
            Lost = Lost,
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

    void Take(ReadOnlySpan<byte> record)
    {
        switch (PerfRecord.TypeOf(record))
        {
            case PerfRecord.Sample: TakeFault(record); break;
            case PerfRecord.Lost: Lost += PerfRecord.LostOf(record); break;
        }
    }

    void TakeFault(ReadOnlySpan<byte> record)
    {
        if (!PerfRecord.TryParse(record, _events.Plan.Parts, PerfPlan.RegisterCount, out PerfRecord sample) || sample.Pid != Target.Pid || sample.Time < _seenFrom || sample.Time >= _threads.ReplacedAt)
            return;
        int thread = _threads.NumberOf(sample.Tid, sample.Time);
        if (_events.MayDouble && _events.RootOf(sample.Id) is var (root, processor) && !_threads.IsFirst(thread, sample.Tid, processor, root))
            return;
        Samples++;
        // Once there are too many, every second one goes, and every second one of what comes.
        if (++_skipped < _thinned)
            return;
        _skipped = 0;
        if (_samples.Count >= MostSamples)
            Thin();
        _samples.Add(new Seen(sample.Address, thread, _stacks.Of(sample, isCall: false), (double)Period * _thinned));
    }

    void Thin()
    {
        int kept = 0;
        for (int i = 0; i < _samples.Count; i += 2)
            _samples[kept++] = _samples[i] with { Weight = 2 * _samples[i].Weight };
        _samples.RemoveRange(kept, _samples.Count - kept);
        _thinned = Math.Min(_thinned * 2, 1 << 20);
    }
}
