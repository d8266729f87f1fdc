using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Sources.HotSpot;

namespace Fathom.Sources.Probe;

/// <summary>What a process of a program that fathom has started came to.</summary>
/// <param name="Profile">Null where nothing of it was sampled.</param>
public sealed record ProcessTrace(Target Target, string Name, AllocationProfile? Profile, TraceFigures Figures)
{
    public NmtReport? Nmt { get; init; }

    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    public IReadOnlyList<string> LeftBehind { get; init; } = [];
}

/// <summary>A process of such a program while it lives.</summary>
abstract class FollowedProcess(JvmProcess process, bool isJvm) : IDisposable
{
    Target _target = TargetOf(process, isJvm);
    IReadOnlyDictionary<int, string> _threads = new Dictionary<int, string>();
    NmtReport? _nmt;

    public JvmProcess Process => process;

    public bool IsJvm { get; protected set; } = isJvm;

    public List<Gap> Notes { get; } = [];

    protected abstract IReadOnlyList<string> LeftBehind { get; }

    /// <summary>False once it has ended, or has become another program.</summary>
    public virtual bool Lives => process.IsAlive();

    /// <summary>How often the process has told that something is new.</summary>
    public abstract long News { get; }

    public abstract void Renew();

    /// <summary>What only a living JVM tells.</summary>
    public void Ask(bool nmt)
    {
        if (!IsJvm || !process.IsAlive())
            return;
        // One that ends in this moment has no command line any more.
        Target target = TargetOf(process, isJvm: true);
        _target = target.Command.Main.Length > 0 ? target : _target;
        _threads = ThreadNames();
        if (nmt && LiveLook.At(process.Pid, new LookOptions { NmtBlocks = new() }).Or(null)?.JvmState?.Nmt?.Report is { } report)
            _nmt = report;
    }

    /// <summary>The figures of this moment.</summary>
    public ProcessTrace Read(TimeSpan olderThan)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{NameOf(_target, IsJvm)} ({process.Pid})");
        TraceFigures figures = Figures(olderThan);
        AllocationProfile? profile = figures.Samples == 0 ? null : Read(olderThan, _threads) with { Place = name };
        return new ProcessTrace(_target, name, profile, figures) { Nmt = _nmt, Gaps = [.. Notes], LeftBehind = LeftBehind };
    }

    /// <summary>Samples no more. What was read stays.</summary>
    public abstract void Stop();

    public abstract void Dispose();

    protected abstract AllocationProfile Read(TimeSpan olderThan, IReadOnlyDictionary<int, string> threads);

    /// <summary>By the number that a thread has for itself, as the probe notes it.</summary>
    protected abstract Dictionary<int, string> ThreadNames();

    protected abstract TraceFigures Figures(TimeSpan olderThan);

    static Target TargetOf(JvmProcess process, bool isJvm) => JvmTarget.Of(process, isJvm ? PerfDataFile.Read(process).Or(null) : null, raw: false);

    static string NameOf(Target target, bool isJvm)
    {
        string name = isJvm ? target.Command.Main : target.Command.Program;
        return name.Length > 0 ? name : "a process without a name";
    }
}
