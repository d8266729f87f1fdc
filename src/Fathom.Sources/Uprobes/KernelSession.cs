using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Sources.Acts;
using Fathom.Sources.Elf;
using Fathom.Sources.HotSpot;

namespace Fathom.Sources.Uprobes;

/// <summary>The kernel at work on a process: it stops at malloc's family, samples, and hands stacks over; nothing is loaded.</summary>
public sealed class KernelSession : IDisposable
{
    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    const int MostNobody = 100_000;

    readonly KernelPlan _plan;
    readonly SamplingTables _tables;
    readonly Attachments _attachments;
    readonly Undo _undo;
    readonly WalkRows _rows = new();
    readonly LiveCode? _code;
    readonly SampledStacks _stacks;
    readonly SampleRing.Take _take;
    readonly Bytes _interval;
    readonly HashSet<Address> _nobody = [];
    long _begun, _looked;
    TimeSpan? _elapsed;
    long? _stoppedAt;

    KernelSession(KernelPlan plan, Bytes interval, SamplingTables tables)
    {
        (_plan, _interval, _tables) = (plan, interval, tables);
        _attachments = new Attachments(plan.Process.Pid, plan.EventType, tables.Programs(PidSpace.Of(plan.Process.Pid), interval.Value));
        // A process without a JVM has native frames only.
        Vm? vm = null;
        if (JvmKind.Objection(plan.Process) is null && !plan.Images.OpenVm(plan.Process).Try(out vm, out Gap? unread))
            Unread = [unread, Gaps.KernelNoJava.At(unread.Where)];
        _code = vm is null ? null : new LiveCode(vm);
        _stacks = new SampledStacks(new StackWalk(_rows, _code), plan.Process.Pid, interval.Value, vm, LookAgain);
        _take = _stacks.Take;
        _undo = Undo.By(_attachments.Dispose);
    }

    public JvmProcess Process => _plan.Process;

    /// <summary>Why Java has no names, where it has none.</summary>
    public IReadOnlyList<Gap> Unread { get; } = [];

    public TimeSpan Elapsed => _elapsed ?? Stopwatch.GetElapsedTime(_begun);

    public long Samples => _tables[SamplingCounter.Samples];

    /// <summary>Of the target's memory: headers of libraries, what the JVM knows of its code, names of methods.</summary>
    public Bytes MemoryRead => _plan.Images.Read;

    /// <summary>The plan is the session's own from now on, also where there is none.</summary>
    public static Result<KernelSession> Begin(KernelPlan plan, Bytes interval)
    {
        if (!SamplingTables.Make().Try(out SamplingTables? tables, out Gap? gap))
        {
            plan.Dispose();
            return gap;
        }
        KernelSession session = new(plan, interval, tables);
        session.Look();
        session._code?.Renew();
        session._undo.Change(() => gap = session._attachments.Attach(plan.Entries));
        session._begun = Stopwatch.GetTimestamp();
        if (gap is null)
            return session;
        session.Dispose();
        return gap;
    }

    /// <summary>Takes in what was sampled since; some 500 samples find room between two calls.</summary>
    public int Drain()
    {
        _code?.BeginRound(_tables.Records.WasWhole);
        return _tables.Records.Drain(_take);
    }

    /// <summary>Looks for libraries that came since, and asks the JVM anew which code lies where.</summary>
    public void Renew()
    {
        LookForLibraries();
        _code?.Renew();
        _stacks.Forget(_tables.Blocks);
    }

    /// <summary>What lives and what was made since the session began.</summary>
    /// <param name="threadNames">As Java calls those that live now, by the kernel's number.</param>
    public AllocationProfile Read(TimeSpan olderThan, IReadOnlyDictionary<int, string> threadNames)
    {
        Drain();
        Dictionary<ulong, SampledBlock> living = _tables.Blocks();
        // A block is put in before its stack is handed over.
        Drain();
        // The kernel's time and the stopwatch's are the same clock, in nanoseconds. What is freed after the stop is not seen.
        long latest = (_stoppedAt ?? Stopwatch.GetTimestamp()) - (long)(olderThan.TotalSeconds * Stopwatch.Frequency);
        return _stacks.Read(living, olderThan <= TimeSpan.Zero ? ulong.MaxValue : (ulong)Math.Max(0, latest), new JavaThreadNames(_plan.Process.Pid, threadNames));
    }

    public TraceFigures Figures(TimeSpan olderThan) => new(Elapsed, olderThan, _interval)
    {
        Samples = Samples,
        Frees = _tables[SamplingCounter.SampledFrees],
        Lost = _tables[SamplingCounter.BlocksFull] + _tables[SamplingCounter.RingFull],
        Stale = _tables[SamplingCounter.Stale],
        Slots = _plan.Places,
        TargetLives = _plan.Process.IsAlive(),
        Kernel = new KernelWork(_tables[SamplingCounter.Calls], _tables[SamplingCounter.Frees], _plan.Libraries) { Unnamed = _stacks.Unnamed },
    };

    /// <summary>The code is as it was. What was sampled stays readable.</summary>
    public void Stop()
    {
        _stoppedAt ??= Stopwatch.GetTimestamp();
        _undo.Dispose();
        _elapsed ??= Elapsed;
    }

    public void Dispose()
    {
        _undo.Dispose();
        _tables.Dispose();
        _plan.Dispose();
    }

    /// <summary>Code that nobody has named comes with every sample: where there was none at the last look, maps are not read again for each.</summary>
    bool LookAgain(ulong pc)
    {
        Address page = new Address(pc).PageFloor;
        if (_nobody.Contains(page) && Stopwatch.GetElapsedTime(_looked) < BetweenLooks)
            return false;
        _code?.Renew();
        bool isNew = LookForLibraries();
        if (_nobody.Count >= MostNobody)
            _nobody.Clear();
        if (isNew)
            _nobody.Clear();
        else
            _nobody.Add(page);
        return isNew;
    }

    bool LookForLibraries()
    {
        _looked = Stopwatch.GetTimestamp();
        bool isNew = _plan.Images.Renew();
        if (isNew)
            Look();
        return isNew;
    }

    void Look()
    {
        _rows.Take(_plan.Images.All, _plan.Images.Open);
        Symbolizer symbols = new(_plan.Images.All, _plan.Images.Open);
        // Each reads its table of symbols when it is asked first: now, and not while samples wait.
        foreach (LoadedImage image in _plan.Images.All)
            _ = symbols.Find(image.Range.Start);
        _stacks.Renew(symbols);
    }
}
