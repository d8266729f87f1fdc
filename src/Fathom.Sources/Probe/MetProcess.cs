using System.Diagnostics;
using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Sources.Elf;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Attach;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Probe;

/// <summary>A process that has told of itself at its start, and has waited until its table was furnished.</summary>
sealed class MetProcess : FollowedProcess
{
    /// <summary>No thread gets through it: the probe ends its session (sample.c, is_over).</summary>
    const ulong Never = 1UL << 62;

    static readonly TimeSpan Walks = TimeSpan.FromMilliseconds(250);

    readonly ProbeFolder _folder;
    readonly ProbeTable _table;
    readonly LiveImages _images;
    readonly ProbeRows _rows;
    Symbolizer _symbols;
    TracedMethods _methods;
    Vm? _vm;
    long _given;
    bool _areRowsOld;
    string? _left;

    MetProcess(JvmProcess process, ProbeFolder folder, ProbeTable table)
        : base(process, isJvm: false)
    {
        (_folder, _table) = (folder, table);
        _images = new LiveImages(process.Pid);
        _rows = new ProbeRows(table);
        _symbols = new Symbolizer([], _images.Open);
        _methods = new TracedMethods(table, null);
    }

    public static Result<MetProcess> Begin(Arrival arrival, ProbeFolder folder, ProbeOptions options)
    {
        if (!JvmProcess.Of(arrival.Pid).Try(out JvmProcess? process, out Gap? gap))
            return gap;
        // Of one that runs with more rights than fathom's no stack could be walked, nor its functions named.
        if (!DirectoryFiles.OfProcess(arrival.Pid).Read("maps", Limits.ProcFileBytes).Try(out _, out gap) && gap.Errno is "EACCES" or "EPERM")
            return Gaps.NotPermitted.At(gap.Where, gap.Errno, Rights.Advice(process.Uid));
        if (arrival.Table is not { } file)
            return Gaps.ProbeTableOther.At("run");
        if (!ProbeTable.Of(file).Try(out ProbeTable? table, out gap))
            return gap;
        // For a fathom that comes later: this one is at work.
        _ = table.TryOwn();
        MetProcess met = new(process, folder, table);
        table.Set(ProbeLayout.IntervalAt, (ulong)options.Interval.Value);
        table.Set(ProbeLayout.BudgetAt, (uint)options.Budget);
        table.Set(ProbeLayout.OsEventsAt, options.OsCalls ? 1U : 0);
        met.LookAgain();
        if (met._images.MainStackEnd is { } end)
            table.Set(ProbeLayout.StackEndAt, end.Value);
        return met;
    }

    /// <summary>True where this is its table: it has told of itself once more, as it has not been a JVM before.</summary>
    public bool Has(Arrival arrival) => arrival.Table is { } file && _table.IsOf(file);

    /// <summary>libjvm is there now, and nothing of the VM yet but its own tables.</summary>
    public void BecomeJvm()
    {
        IsJvm = true;
        LookAgain();
        if (!_images.OpenVm(Process).Try(out Vm? vm, out Gap? gap))
        {
            _table.Set(ProbeLayout.JavaAt, 0U);
            Notes.Add(Gaps.RunNoJava.At(gap.Where, gap.Errno, gap.What));
            return;
        }
        _vm = vm;
        _methods = new TracedMethods(_table, vm);
        // The first of them last: the probe takes it for the sign that all are there.
        ushort[] offsets = ProbeOffsets.Of(vm);
        for (int i = offsets.Length - 1; i >= 0; i--)
            _table.Set(ProbeLayout.VmAt + 2 * i, offsets[i]);
    }

    protected override IReadOnlyList<string> LeftBehind => _left is null ? [] : [_left];

    /// <summary>A program that it has become in the meantime has the probe only if it was met again.</summary>
    public override bool Lives => base.Lives
        && (!DirectoryFiles.OfProcess(Process.Pid).Read("maps", Limits.ProcFileBytes).Try(out byte[]? maps, out _) || maps.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Path.GetFileName(_folder.Place))) >= 0);

    public override long News => _table[ProbeCounter.LibrariesSeen];

    public override void Renew()
    {
        _methods.Renew();
        LookAgain();
    }

    protected override AllocationProfile Read(TimeSpan olderThan, IReadOnlyDictionary<int, string> threads) =>
        new TraceReading(_table, _symbols, _methods).Read("", olderThan, Elapsed, threads).Profile;

    /// <summary>Out of the JVM's own list, as it waits for this: a whole look would take much longer.</summary>
    protected override Dictionary<int, string> ThreadNames()
    {
        Dictionary<int, string> names = [];
        if (_vm is not { } vm)
            return names;
        foreach (JavaThread thread in JavaThreads.Read(vm, new JavaHeapFacts(vm, VmFlags.Read(vm)), []))
        {
            if (thread.WorkingName is { } name)
                names[thread.Tid] = name;
        }
        return names;
    }

    protected override TraceFigures Figures(TimeSpan olderThan) => TableFigures.Of(_table, Elapsed, olderThan, Process.IsAlive());

    /// <summary>A JVM is told to lead every call back. Another program is out of reach: its next sample will be its last.</summary>
    public override void Stop()
    {
        if (!Process.IsAlive())
            return;
        if (IsJvm && HotSpotAttach.Open(Process, new AttachOptions()).Try(out HotSpotAttach? attach, out _))
        {
            using (attach)
            {
                if (new ProbeCommands(attach, _folder.Agent, _table.Owner).Stop())
                {
                    _left = "the probe's code in " + Process.Pid + " (at rest)";
                    return;
                }
            }
        }
        _table.Set(ProbeLayout.IntervalAt, Never);
        _left = $"the probe in {Process.Pid} until it ends: its calls are led there, and not sampled";
    }

    public override void Dispose()
    {
        _images.Dispose();
        _table.Dispose();
    }

    TimeSpan Elapsed => TimeSpan.FromTicks((Stopwatch.GetTimestamp() - (long)Math.Min(_table.StartedNanoseconds, (ulong)Stopwatch.GetTimestamp())) / 100);

    /// <summary>Names at once, as a process that ends is asked only once; rows as soon as nobody walks by the table before any more.</summary>
    void LookAgain()
    {
        if (_images.Renew())
        {
            _symbols = new Symbolizer(_images.All, _images.Open);
            _areRowsOld = true;
        }
        // No word reaches it that could wait for those that walk: they have a quarter of a second, where a walk takes microseconds.
        if (!_areRowsOld || (_rows.IsPending && _table.IsOn && Stopwatch.GetElapsedTime(_given) < Walks))
            return;
        _areRowsOld = false;
        _given = Stopwatch.GetTimestamp();
        if (_rows.IsPending)
            _rows.Settle();
        _rows.Take(_images.Loaded, _images.Open);
    }
}
