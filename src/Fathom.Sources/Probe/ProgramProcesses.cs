using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Probe;

/// <summary>The processes that came of one: once known they stay known, though their parent ends.</summary>
sealed class ProgramProcesses
{
    readonly Dictionary<int, (ulong StartTicks, string Name)> _known = [];
    readonly Dictionary<int, ulong> _strangers = [];

    /// <summary>Of the terminal, or whatever fathom was started in; with it the program, until it takes one of its own.</summary>
    readonly int _session = Libc.SessionOf(0);
    readonly ulong _since = StartOf(Environment.ProcessId) ?? 0;

    /// <summary>By number, with the name that the kernel has for them; those that live.</summary>
    public IEnumerable<(int Pid, string Name)> Living => from pair in _known select (pair.Key, pair.Value.Name);

    public void Add(int pid)
    {
        if (StatText.Parse(DirectoryFiles.OfProcess(pid).Read("stat", 4096).Or([])) is { } birth)
            _known[pid] = (birth.StartTicks, NameOf(pid));
    }

    /// <summary>Looks through all processes: about 10 µs each.</summary>
    public void Look()
    {
        Dictionary<int, ProcessBirth> all = [];
        foreach (int pid in Pids())
        {
            if (StatText.Parse(DirectoryFiles.OfProcess(pid).Read("stat", 4096).Or([])) is { } birth)
                all[pid] = birth;
        }
        foreach ((int pid, (ulong startTicks, _)) in _known.ToArray())
        {
            if (all.GetValueOrDefault(pid).StartTicks != startTicks)
                _known.Remove(pid);
        }
        // A child's number may be below its parent's: again until nothing is new.
        for (int before = -1; before != _known.Count;)
        {
            before = _known.Count;
            foreach ((int pid, ProcessBirth birth) in all)
            {
                if (!_known.ContainsKey(pid) && _known.TryGetValue(birth.ParentPid, out (ulong StartTicks, string Name) parent) && parent.StartTicks <= birth.StartTicks)
                    _known[pid] = (birth.StartTicks, NameOf(pid));
            }
        }
    }

    /// <summary>It has told of itself, and fathom may do no more with it.</summary>
    public void AddStranger(int pid)
    {
        if (StatText.Parse(DirectoryFiles.OfProcess(pid).Read("stat", 4096).Or([])) is { } birth)
            _strangers[pid] = birth.StartTicks;
    }

    /// <summary>
    /// Of all that run those that were started with this folder in their environment; and of the program's those that have its probe, or
    /// that fathom may not look into: under sudo they may have either. A parent that ended at once tells nothing of its child any more: then who has
    /// come in the same session counts.
    /// </summary>
    public int CountOf(FolderUsers users)
    {
        Look();
        return Pids().Count(pid => pid != Environment.ProcessId
            && (users.IsTold(pid) is not { } told ? IsOfProgram(pid) : told || (IsOfProgram(pid) && users.HasProbe(pid) is not false)));
    }

    bool IsOfProgram(int pid) => _known.ContainsKey(pid)
        || (_strangers.TryGetValue(pid, out ulong start) && StartOf(pid) == start)
        || (_session > 0 && Libc.SessionOf(pid) == _session && StartOf(pid) >= _since);

    static ulong? StartOf(int pid) => StatText.Parse(DirectoryFiles.OfProcess(pid).Read("stat", 4096).Or([]))?.StartTicks;

    static string NameOf(int pid) => JvmProcess.StatusOf(DirectoryFiles.OfProcess(pid)).Name;

    internal static IEnumerable<int> Pids()
    {
        foreach (string name in DirectoryFiles.OfFolder("/proc").List("").Or([]))
        {
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
                yield return pid;
        }
    }
}
