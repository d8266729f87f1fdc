using System.Diagnostics;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Sources.Acts;
using Fathom.Sources.Elf;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Attach;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Probe;

/// <summary>What a session samples, and how much that may cost.</summary>
/// <param name="Interval">Bytes between two samples, on average.</param>
/// <param name="Budget">Of one processor, in millionths; beyond it the interval doubles.</param>
/// <param name="OsCalls">Note calls of mmap, munmap, mremap and madvise as well.</param>
public sealed record ProbeOptions(Bytes Interval, int Budget = 10_000, bool OsCalls = false)
{
    /// <summary>Of blocks of these sizes each is noted, and none is drawn.</summary>
    public IReadOnlyList<SizeRange> Exact { get; init; } = [];

    public static ProbeOptions Ordinary { get; } = new(new Bytes(512 * 1024));
}

/// <summary>The probe at work in a JVM: loaded, told what it needs, started; and stopped, however fathom ends.</summary>
public sealed class ProbeSession : IDisposable
{
    readonly JvmProcess _jvm;
    readonly HotSpotAttach _attach;
    readonly ProbeCommands _commands;
    readonly Undo _undo;
    readonly LiveImages _images;
    readonly ProbeRows _rows;
    readonly TraceMoments _moments = new();
    readonly KernelThreadNames? _kernelNames;
    IReadOnlySet<ImageIdentity> _first = new HashSet<ImageIdentity>();
    Symbolizer _symbols;
    TracedMethods? _methods;

    ProbeSession(JvmProcess jvm, HotSpotAttach attach, ProbeCommands commands, ProbeTable table, bool isFiltered)
    {
        _kernelNames = isFiltered ? new KernelThreadNames(jvm.Pid) : null;
        (_jvm, _attach, _commands, Table) = (jvm, attach, commands, table);
        _images = new LiveImages(jvm.Pid);
        _rows = new ProbeRows(table);
        _symbols = new Symbolizer([], _images.Open);
        _undo = Undo.By(() => IsLeft = !commands.Stop() && jvm.IsAlive());
    }

    /// <summary>It could not be stopped: the target does not answer.</summary>
    public bool IsLeft { get; private set; }

    public ProbeTable Table { get; }

    /// <summary>From the beginning until the calls were led; and of that the JVM's part on the Attach Listener's thread, ids of methods most of all.</summary>
    public TimeSpan LeadingIn { get; private set; }

    public TimeSpan LeadingInJvm { get; private set; }

    public JvmProcess Jvm => _jvm;

    public IReadOnlyList<string> LeftBehind =>
        [.. _attach.LeftBehind, .. IsLeft ? ["the probe at work: fathom trace of this process ends it"] : AtRest];

    /// <summary>The last two in a target at its limits: of mappings, or of memory that may be promised.</summary>
    IEnumerable<string> AtRest
    {
        get
        {
            yield return "the probe's code (47 KiB, at rest)";
            if (Table[ProbeCounter.SlotsLeft] is > 0 and var calls)
                yield return string.Create(CultureInfo.InvariantCulture, $"{calls:N0} calls led by way of it (the next trace tries to lead them back)");
            if (Table[ProbeCounter.TableKept] > 0)
                yield return "its table (14.3 MiB at most, until the next trace)";
        }
    }

    /// <summary>Whose frames found no room in the table, at some time.</summary>
    public IReadOnlyCollection<string> CutLibraries => _rows.Cut;

    /// <summary>Whose callers are missing, as there were no rows to walk on by.</summary>
    public LoneFrames LoneFrames => LoneFrames.Of(Table, _images.All, _first, _rows.IsBare);

    /// <summary>Of the target's memory: names of methods, and of libraries whose file is gone.</summary>
    public Bytes MemoryRead => _images.Read;

    public static PriceTag Price(JvmProcess jvm)
    {
        bool isLater = int.TryParse(PerfDataFile.Read(jvm).Or(null)?.Text("java.property.java.vm.specification.version"), NumberStyles.None, CultureInfo.InvariantCulture, out int feature) && feature >= 21;
        // JEP 451; with a tool's environment virtual threads tell it where they are mounted, for as long as the JVM lives (jvmtiEnvBase.cpp).
        string later = isLater ? ", a warning of three lines on the JVM's stderr, virtual threads that mount a little slower" : "";
        return new PriceTag("loads a library into the JVM that samples its calls of malloc", ActWeight.Dear,
            isLater ? "one safepoint, under 1 ms; some ms of the Attach Listener's" : "none; some ms of the Attach Listener's", "up to 1 % of one processor, and some ns a call", "none",
            $"47 KiB of code at rest, ids of methods (about 300 bytes a class){later}, {HotSpotAttach.Price(jvm).Leaves}");
    }

    public static Result<ProbeSession> Begin(JvmProcess jvm, ProbeOptions options)
    {
        long begun = Stopwatch.GetTimestamp();
        if ((JvmKind.Objection(jvm) ?? ProbeRefusals.Of(jvm)) is { } objection)
            return objection;
        if (!HotSpotAttach.Open(jvm, new AttachOptions()).Try(out HotSpotAttach? attach, out Gap? gap))
            return gap;
        Result<ProbeSession> session = Begin(jvm, attach, options);
        if (session.Ok)
            session.Value.LeadingIn = Stopwatch.GetElapsedTime(begun);
        else
            attach.Dispose();
        return session;
    }

    /// <summary>Of the monotonic clock, which the target and fathom share.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks((Stopwatch.GetTimestamp() - (long)Math.Min(Table.StartedNanoseconds, (ulong)Stopwatch.GetTimestamp())) / 100);

    /// <summary>What lives and what was made since the session began.</summary>
    public AllocationProfile Read(TimeSpan olderThan, IReadOnlyDictionary<int, string> threadNames) =>
        Read(olderThan, threadNames, Elapsed).Profile;

    /// <summary>The same, and what it grew by since so long ago, as far as it was remembered.</summary>
    public TracedProfile Read(TimeSpan olderThan, IReadOnlyDictionary<int, string> threadNames, TimeSpan back)
    {
        TimeSpan now = Elapsed;
        _kernelNames?.Renew();
        threadNames = _kernelNames?.With(threadNames) ?? threadNames;
        return new TraceReading(Table, _symbols, _methods!).Read(string.Create(CultureInfo.InvariantCulture, $"{_jvm.Pid}"), olderThan, now, threadNames, _moments.Before(now - back));
    }

    /// <summary>Of all that lives.</summary>
    public TracedTotals Totals => LiveSums.Of(Table, TimeSpan.Zero, Elapsed).Totals;

    /// <summary>Keeps what lives now, for growth to be held against.</summary>
    public void Remember(TimeSpan olderThan) => _moments.Add(TraceMoment.Of(Table, olderThan, Elapsed));

    /// <summary>Which samples live at this moment; what has the same address later is the same only if it was made in the same millisecond.</summary>
    public IReadOnlySet<(ulong At, uint Milliseconds)> Living() => Table.Living().Select(each => (each.At, each.Entry.Milliseconds)).ToHashSet();

    /// <summary>Each sample that lives, of those that lived <paramref name="before"/>.</summary>
    public TracedBlocks ReadBlocks(IReadOnlySet<(ulong At, uint Milliseconds)> before)
    {
        (AllocationProfile stacks, IReadOnlyList<TracedBlock> blocks) = new TraceReading(Table, _symbols, _methods!).ReadBlocks(string.Create(CultureInfo.InvariantCulture, $"{_jvm.Pid}"), before);
        return new TracedBlocks(stacks, blocks, Table.MadeByThread(), Figures(TimeSpan.Zero));
    }

    public TraceFigures Figures(TimeSpan olderThan) => TableFigures.Of(Table, Elapsed, olderThan, _jvm.IsAlive()) with { LeadingIn = LeadingIn, LeadingInJvm = LeadingInJvm };

    /// <summary>Looks for libraries that came since, and leads their calls to the probe; and for methods, before their class is gone.</summary>
    public void Renew()
    {
        _methods!.Renew();
        _kernelNames?.Renew();
        if ((_rows.IsPending && !Settle(out _)) || !_images.Renew())
            return;
        _symbols = new Symbolizer(_images.All, _images.Open);
        while (_rows.Take(_images.Loaded, _images.Open) && Settle(out bool couldBeMore) && couldBeMore)
        {
        }
    }

    /// <summary>Leads the calls of new libraries to the probe, and waits for those that walk by the rows of old ones. False: some still do.</summary>
    bool Settle(out bool couldBeMore)
    {
        bool isSettled = _commands.Ask("rescan") == ProbeCommands.Done;
        couldBeMore = isSettled && _rows.Settle();
        return isSettled;
    }

    /// <summary>From now on each block of these sizes is noted; of others they are drawn again.</summary>
    public Gap? Note(IReadOnlyList<SizeRange> sizes)
    {
        WriteSizes(sizes);
        int answer = _commands.Ask("sizes");
        return answer == ProbeCommands.Done ? null : _commands.Refused(answer);
    }

    /// <summary>Leads every call back. The table stays readable.</summary>
    public void Stop() => _undo.Dispose();

    public void Dispose()
    {
        _undo.Dispose();
        _images.Dispose();
        _attach.Dispose();
        Table.Dispose();
    }

    static Result<ProbeSession> Begin(JvmProcess jvm, HotSpotAttach attach, ProbeOptions options)
    {
        OrphanedRun.End(jvm, attach);
        if (!ProbeFile.Put(jvm).Try(out ProbeFile? file, out Gap? gap))
            return gap;
        using (file)
        {
            ProbeCommands commands = new(attach, file.Path, NewOwner());
            bool isFiltered = CallFilters.HasAny(DirectoryFiles.OfProcess(jvm.Pid));
            if (!Open(jvm, commands, isFiltered ? "open-filtered" : "open").Try(out ProbeTable? table, out gap))
                return gap;
            ProbeSession session = new(jvm, attach, commands, table, isFiltered);
            gap = session.Configure(options) ?? session.Start();
            if (gap is null)
                return session;
            session._undo.Dispose();
            session._images.Dispose();
            table.Dispose();
            return gap;
        }
    }

    /// <summary>What was opened here and cannot be used is closed again, also where a signal ends fathom in the midst of it.</summary>
    static Result<ProbeTable> Open(JvmProcess jvm, ProbeCommands commands, string word)
    {
        bool isOurs = false;
        using Undo undo = Undo.By(() => _ = isOurs && commands.Stop());
        Result<ProbeTable> opened = Gaps.TargetGone.At(Place(jvm));
        undo.Change(() =>
        {
            int answer = commands.Ask(word);
            if (answer == ProbeCommands.Already && EndOrphan(jvm, commands))
                answer = commands.Ask(word);
            isOurs = answer == ProbeCommands.Done;
            opened = isOurs ? Own(jvm, commands) : commands.Refused(answer);
            isOurs &= !opened.Ok;
        });
        return opened;
    }

    /// <summary>The one that was opened for us, and locked; between the two another fathom may have taken it for an orphan's.</summary>
    static Result<ProbeTable> Own(JvmProcess jvm, ProbeCommands commands)
    {
        if (ProbeTable.Find(jvm) is not { } found)
            return commands.Ask("stop") == ProbeCommands.Done ? Gaps.ProbeTableOther.At(Place(jvm)) : Gaps.ProbeBusy.At(Place(jvm));
        if (!found.Try(out ProbeTable? table, out Gap? gap))
            return gap;
        if (table.Owner == commands.Owner && table.TryOwn())
            return table;
        table.Dispose();
        return Gaps.ProbeBusy.At(Place(jvm));
    }

    static string Place(JvmProcess jvm) => jvm.Pid.ToString(CultureInfo.InvariantCulture);

    /// <summary>Its fathom was killed: what it could not do any more is done for it, and in its name.</summary>
    static bool EndOrphan(JvmProcess jvm, ProbeCommands commands)
    {
        if (ProbeTable.Find(jvm) is not { } left || !left.Try(out ProbeTable? table, out _))
            return false;
        using (table)
            return table.TryOwn() && commands.For(table.Owner).Stop();
    }

    /// <summary>0 is nobody's: a table that was opened as the JVM started.</summary>
    static ulong NewOwner() => (ulong)Random.Shared.NextInt64(1, long.MaxValue);

    Gap? Configure(ProbeOptions options)
    {
        _images.Renew();
        _first = _images.All.Select(image => image.Identity).ToHashSet();
        _symbols = new Symbolizer(_images.All, _images.Open);
        // Nobody walks before the start.
        while (_rows.Take(_images.Loaded, _images.Open) && _rows.Settle())
        {
        }
        Table.Set(ProbeLayout.IntervalAt, (ulong)options.Interval.Value);
        Table.Set(ProbeLayout.BudgetAt, (uint)options.Budget);
        Table.Set(ProbeLayout.OsEventsAt, options.OsCalls ? 1U : 0);
        WriteSizes(options.Exact);
        if (_images.MainStackEnd is { } end)
            Table.Set(ProbeLayout.StackEndAt, end.Value);
        if (!_images.OpenVm(_jvm).Try(out Vm? vm, out Gap? gap))
            return gap;
        _methods = new TracedMethods(Table, vm);
        ushort[] offsets = ProbeOffsets.Of(vm);
        for (int i = offsets.Length - 1; i >= 0; i--)
            Table.Set(ProbeLayout.VmAt + 2 * i, offsets[i]);
        return null;
    }

    void WriteSizes(IReadOnlyList<SizeRange> sizes)
    {
        int count = Math.Min(sizes.Count, ProbeLayout.ExactRanges);
        for (int i = 0; i < count; i++)
        {
            Table.Set(ProbeLayout.ExactAt + 16 * i, (ulong)sizes[i].From.Value);
            Table.Set(ProbeLayout.ExactAt + 16 * i + 8, (ulong)sizes[i].To.Value);
        }
        Table.Set(ProbeLayout.ExactRangesAt, (ulong)count);
    }

    Gap? Start()
    {
        long begun = Stopwatch.GetTimestamp();
        int answer = _commands.Ask("start");
        LeadingInJvm = Stopwatch.GetElapsedTime(begun);
        return answer == ProbeCommands.Done ? null : _commands.Refused(answer);
    }
}
