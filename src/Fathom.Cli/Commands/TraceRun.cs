using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Sources;
using Fathom.Sources.Acts;
using Fathom.Sources.Probe;
using Fathom.Views.Profiles;
using Fathom.Views.Tracing;
using Fathom.Views.Tui;

namespace Fathom.Cli.Commands;

/// <summary>A trace that is under way: what is looked at meanwhile, and what of it is shown.</summary>
sealed class TraceRun(Session session, TraceChoice choice, ProbeSession probe)
{
    static readonly TimeSpan Step = TimeSpan.FromSeconds(1), KeyStep = TimeSpan.FromMilliseconds(50), Late = TimeSpan.FromSeconds(10);

    readonly TraceRowsChoice _rows = choice.Rows;
    TraceGroup _group = choice.Rows.Group;
    TraceSort _sort = choice.Rows.Sort;
    TimeSpan? _mark;
    TraceCheck? _first;
    IReadOnlyList<SizeRange> _sizes = choice.Rows.Sizes;
    bool _findsSizes = choice.Rows.FindsSizes;
    TimeSpan _interrupted;

    /// <summary>What the looks from outside cost.</summary>
    public Cost Looked { get; private set; } = Cost.None;

    /// <summary>Null where nobody asked for sizes.</summary>
    public TraceSizes? Sizes => _rows is { Sizes.Count: 0, FindsSizes: false } ? null
        : new TraceSizes(_sizes, probe.Table[ProbeCounter.ExactBlocks], probe.Table[ProbeCounter.ExactLost], probe.Table[ProbeCounter.ExactTooDear] > 0, probe.Table[ProbeCounter.ExactTooMany] > 0);

    /// <summary>Null where nobody asked for the census.</summary>
    public TraceCoverage? Coverage { get; private set; }

    bool IsLive => _rows.IsLive && session is { OutIsTerminal: true, HasPages: true, Key: not null } && choice.Profile is { Quiet: false, Output: { File: null, AsksJson: false } };

    /// <summary>Until the time is over, the target ends, somebody ends it, or Ctrl-C.</summary>
    public void Watch()
    {
        using ManualResetEventSlim ended = new();
        using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            _interrupted = probe.Elapsed;
            ended.Set();
        });
        if (_rows.HasCensus)
            _first = Check(out _);
        long begun = Stopwatch.GetTimestamp();
        if (IsLive)
        {
            using Screen screen = new(session.Out);
            using Undo back = Undo.By(screen.Dispose);
            WatchPages(screen, ended, begun);
        }
        else
        {
            WatchQuietly(ended, begun);
        }
    }

    /// <summary>Names of threads by the number that each has for itself, as the probe notes it; with the last look at malloc's heaps.</summary>
    public Dictionary<int, string> End()
    {
        Snapshot? snapshot = null;
        TraceCheck? last = probe.Jvm.IsAlive() ? Check(out snapshot) : null;
        if (_rows.HasCensus)
        {
            Coverage = _first is not null && last is not null ? TraceCoverage.Of(_first, last)
                : new TraceCoverage(Bytes.Zero, Bytes.Zero, Bytes.Zero, Bytes.Zero, "the process ended, or could not be looked at");
        }
        Dictionary<int, string> names = [];
        if (snapshot is null)
            return names;
        Dictionary<int, int> inside = snapshot.Threads.ToDictionary(thread => thread.Tid, thread => thread.InsideTid);
        foreach (JavaThread thread in snapshot.JvmState?.Threads ?? [])
        {
            if (thread.WorkingName is { } name)
                names[inside.GetValueOrDefault(thread.Tid, thread.Tid)] = name;
        }
        return names;
    }

    /// <summary>A third of the time: is it still growing?</summary>
    public TimeSpan GrowthWindow => probe.Elapsed / 3;

    void WatchQuietly(ManualResetEventSlim ended, long begun)
    {
        bool tells = session.TalkIsTerminal && !choice.Profile.Quiet;
        while (Left(begun) is { Ticks: > 0 } left && !ended.Wait(left < Step ? left : Step) && probe.Jvm.IsAlive())
        {
            Look(begun);
            if (tells)
                session.Talk.Write(string.Create(CultureInfo.InvariantCulture, $"\r{probe.Elapsed.TotalSeconds:0} s, {probe.Table[ProbeCounter.Samples]:N0} samples (Ctrl-C ends)"));
        }
        if (tells)
            session.Talk.Write("\r                                              \r");
    }

    void WatchPages(Screen screen, ManualResetEventSlim ended, long begun)
    {
        long drawn = begun;
        screen.Show(Page());
        while (Left(begun) is { Ticks: > 0 } left && !ended.Wait(left < KeyStep ? left : KeyStep) && probe.Jvm.IsAlive())
        {
            bool isDue = Stopwatch.GetElapsedTime(drawn) >= Step, isPressed = false;
            while (session.Key!() is { } key)
            {
                if (key is 'q' or 'Q')
                    return;
                isPressed |= Obey(key);
            }
            if (!isDue && !isPressed)
                continue;
            if (isDue)
            {
                Look(begun);
                drawn = Stopwatch.GetTimestamp();
            }
            screen.Show(Page());
        }
    }

    TimeSpan Left(long begun) => choice.For is { } whole ? whole - Stopwatch.GetElapsedTime(begun) : Step;

    bool Obey(char key)
    {
        switch (char.ToLowerInvariant(key))
        {
            case 's':
                _sort = (TraceSort)(((int)_sort + 1) % TraceNames.Sorts.Count);
                return true;
            case 'g':
                _group = (TraceGroup)(((int)_group + 1) % TraceNames.Groups.Count);
                return true;
            case 'm':
                probe.Remember(choice.OlderThan);
                _mark = probe.Elapsed;
                return true;
            default:
                return false;
        }
    }

    void Look(long begun)
    {
        probe.Renew();
        probe.Remember(choice.OlderThan);
        if (_findsSizes && Stopwatch.GetElapsedTime(begun) >= (choice.For / 3 ?? Late))
        {
            _findsSizes = false;
            FindSizes();
        }
    }

    void FindSizes()
    {
        if (_first is not { Malloc: { } before } || Check(out _) is not { Malloc: { } now })
            return;
        _sizes = GrownSizes.Of(before, now);
        if (_sizes.Count > 0 && probe.Note(_sizes) is not null)
            _sizes = [];
    }

    string Page()
    {
        TimeSpan back = _mark is { } mark ? probe.Elapsed - mark : GrowthWindow < Late ? GrowthWindow : Late;
        // Names of threads as the probe noted them: to ask the JVM's own structures costs the target its mmap lock for a moment.
        TracedProfile traced = probe.Read(choice.OlderThan, new Dictionary<int, string>(), back);
        IReadOnlyList<TraceSummary> rows = TraceSummary.Sorted(TraceRows.Of(traced.Profile, traced.Window, choice.Profile.Question.Focus, _group), _sort);
        ProfileAnswer profile = new(new ProfileReport(choice.Profile.Question), choice.Profile.Shown with { Top = int.MaxValue }, [], Cost.None);
        TraceAnswer answer = new(new Target { Pid = probe.Jvm.Pid }, profile, probe.Figures(choice.OlderThan), rows, choice.Only is not null, ByStack: true)
        {
            Group = _group,
            Sort = _sort,
            Window = traced.Window.Span,
        };
        return TraceScreen.Page(answer, session.Columns, session.Lines, _mark is not null);
    }

    /// <summary>Null where the process could not be looked at.</summary>
    TraceCheck? Check(out Snapshot? snapshot)
    {
        TracedTotals before = probe.Totals;
        if (!LiveLook.At(probe.Jvm.Pid, new LookOptions { Arenas = _rows.HasCensus }).Try(out snapshot, out _))
            return null;
        Looked = Looked with
        {
            MemoryRead = Looked.MemoryRead + snapshot.Cost.MemoryRead,
            TargetDelayed = Looked.TargetDelayed > snapshot.Cost.TargetDelayed ? Looked.TargetDelayed : snapshot.Cost.TargetDelayed,
        };
        return new TraceCheck(probe.Elapsed, snapshot.MallocState, before, probe.Totals) { Late = probe.Table.IsOn ? TimeSpan.Zero : probe.Elapsed - _interrupted };
    }
}
