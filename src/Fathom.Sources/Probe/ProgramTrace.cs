using System.Diagnostics;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Probe;

/// <summary>The trace of a program that fathom starts, and of what it starts: each process is met at its start, followed, and read at its end.</summary>
/// <param name="Nmt">Ask JVMs for their own accounts at the end.</param>
public sealed record ProgramTraceOptions(ProbeOptions Probe, TimeSpan OlderThan, bool Nmt = false);

/// <inheritdoc cref="ProgramTraceOptions"/>
public sealed class ProgramTrace : IDisposable
{
    /// <summary>Tables are 15 MiB of address space each, and some of memory.</summary>
    const int MostAtOnce = 256, MostAltogether = 10_000;

    static readonly TimeSpan Often = TimeSpan.FromMilliseconds(20), Seldom = TimeSpan.FromMilliseconds(250), Late = TimeSpan.FromSeconds(1.5);

    readonly ProbeFolder _folder;
    readonly Meeting _meeting;
    readonly ProgramTraceOptions _options;
    readonly ProgramProcesses _processes = new();
    readonly Dictionary<int, FollowedProcess> _followed = [];
    readonly Dictionary<int, long> _news = [], _seenAsJvm = [];
    readonly HashSet<int> _met = [];
    readonly List<ProcessTrace> _done = [];
    readonly List<Gap> _gaps = [];
    long _lookedAt, _lookTook;
    bool _isOver;

    ProgramTrace(ProbeFolder folder, Meeting meeting, ProgramTraceOptions options) => (_folder, _meeting, _options) = (folder, meeting, options);

    public static Result<ProgramTrace> Begin(ProbeFolder folder, ProgramTraceOptions options) =>
        Meeting.At(folder.Meeting).Then<ProgramTrace>(meeting => new ProgramTrace(folder, meeting, options));

    /// <summary>Those that ended, and after <see cref="End"/> all; the one with the most samples first.</summary>
    public IReadOnlyList<ProcessTrace> Processes => [.. _done.OrderByDescending(process => process.Figures.Samples)];

    public IReadOnlyList<Gap> Gaps => _gaps;

    /// <summary>How many processes have told of themselves, or were attached to.</summary>
    public int Met => _met.Count;

    /// <summary>Some process with the probe in it lives.</summary>
    public bool IsAtWork => _followed.Count > 0;

    public void Follow(int pid) => _processes.Add(pid);

    /// <summary>Meets who comes within this time, and looks after those that are there.</summary>
    public void Step(TimeSpan time)
    {
        long begun = Stopwatch.GetTimestamp();
        do
        {
            using (Arrival? arrival = _meeting.Next(Often))
            {
                if (arrival is not null)
                    Meet(arrival);
            }
            foreach (FollowedProcess process in _followed.Values)
                RenewOnNews(process);
            if (Stopwatch.GetElapsedTime(_lookedAt) > Seldom && Stopwatch.GetElapsedTime(_lookedAt).Ticks > 20 * _lookTook)
                Look();
        }
        while (!_isOver && Stopwatch.GetElapsedTime(begun) < time);
    }

    /// <summary>Where the probe's files are.</summary>
    public string Folder => _folder.Place;

    /// <summary>How many processes live that may still start others with the probe.</summary>
    public int Heirs() => _processes.CountOf(new FolderUsers(Path.GetFileName(_folder.Place)));

    /// <summary>Reads all that live, and leaves them alone from now on. Who comes later is not traced.</summary>
    public void End()
    {
        if (_isOver)
            return;
        _isOver = true;
        _meeting.Dispose();
        foreach (FollowedProcess process in _followed.Values)
        {
            process.Renew();
            process.Ask(_options.Nmt);
            ProcessTrace read = process.Read(_options.OlderThan);
            process.Stop();
            _done.Add(read with { LeftBehind = process.Read(_options.OlderThan).LeftBehind });
            process.Dispose();
        }
        _followed.Clear();
    }

    public void Dispose()
    {
        End();
        _meeting.Dispose();
    }

    void Meet(Arrival arrival)
    {
        if (arrival.Kind == ArrivalKind.Stranger)
        {
            // It goes on without a trace; what it starts is told of the probe all the same.
            _processes.AddStranger(arrival.Pid);
            Note(Evidence.Gaps.NotPermitted.At(Place(arrival.Pid), "EPERM", Rights.Advice(JvmProcess.Of(arrival.Pid).Or(null)?.Uid)));
            arrival.Answer(false);
            return;
        }
        if (arrival.Kind == ArrivalKind.Ends)
        {
            if (_followed.TryGetValue(arrival.Pid, out FollowedProcess? ending))
            {
                ending.Renew();
                ending.Ask(_options.Nmt);
            }
            arrival.Answer(true);
            return;
        }
        arrival.Answer(Begin(arrival));
    }

    bool Begin(Arrival arrival)
    {
        if (_followed.TryGetValue(arrival.Pid, out FollowedProcess? known))
        {
            if (known is MetProcess same && same.Has(arrival))
            {
                same.BecomeJvm();
                return true;
            }
            // It has become another program since.
            Finish(known);
        }
        if (_followed.Count >= MostAtOnce || _done.Count >= MostAltogether)
        {
            Note(Evidence.Gaps.RunTooMany.At(Place(arrival.Pid), null, MostAtOnce.ToString(CultureInfo.InvariantCulture)));
            return false;
        }
        if (!MetProcess.Begin(arrival, _folder, _options.Probe).Try(out MetProcess? met, out Gap? gap))
        {
            _processes.AddStranger(arrival.Pid);
            Note(gap);
            return false;
        }
        if (arrival.Kind == ArrivalKind.Java)
            met.BecomeJvm();
        Add(met);
        return true;
    }

    void Add(FollowedProcess process)
    {
        _followed[process.Process.Pid] = process;
        _met.Add(process.Process.Pid);
        _processes.Add(process.Process.Pid);
    }

    void Finish(FollowedProcess process)
    {
        _done.Add(process.Read(_options.OlderThan));
        _followed.Remove(process.Process.Pid);
        process.Dispose();
    }

    /// <summary>At once, as its stacks cannot be walked through a library without rows.</summary>
    void RenewOnNews(FollowedProcess process)
    {
        long news = process.News;
        if (_news.GetValueOrDefault(process.Process.Pid) == news)
            return;
        _news[process.Process.Pid] = news;
        process.Renew();
    }

    void Look()
    {
        _lookedAt = Stopwatch.GetTimestamp();
        _processes.Look();
        _lookTook = Stopwatch.GetElapsedTime(_lookedAt).Ticks;
        foreach (FollowedProcess process in _followed.Values.ToArray())
        {
            if (process.Lives)
                process.Renew();
            else
                Finish(process);
        }
        foreach ((int pid, string name) in _processes.Living.Where(each => !_met.Contains(each.Pid)).ToArray())
        {
            if (IsJvm(pid) && IsLate(pid))
                Attach(pid, name);
        }
    }

    static bool IsJvm(int pid) => JvmProcess.Of(pid) is { Ok: true } found && JvmKind.Objection(found.Value) is null;

    /// <summary>It has been a JVM for longer than the agent takes to tell of itself.</summary>
    bool IsLate(int pid)
    {
        if (!_seenAsJvm.TryGetValue(pid, out long since))
            _seenAsJvm[pid] = since = Stopwatch.GetTimestamp();
        return Stopwatch.GetElapsedTime(since) > Late;
    }

    void Attach(int pid, string name)
    {
        _met.Add(pid);
        string place = string.Create(CultureInfo.InvariantCulture, $"{name} ({pid})");
        if (!JvmProcess.Of(pid).Then(jvm => ProbeSession.Begin(jvm, _options.Probe)).Try(out ProbeSession? session, out Gap? gap))
        {
            Note(Evidence.Gaps.RunNotReached.At(place, gap.Errno, gap.What));
            return;
        }
        LateProcess late = new(session);
        late.Notes.Add(Evidence.Gaps.RunLate.At(place));
        Add(late);
    }

    void Note(Gap gap)
    {
        const int most = 20;
        if (_gaps.Count < most)
            _gaps.Add(gap);
    }

    static string Place(int pid) => string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
}
