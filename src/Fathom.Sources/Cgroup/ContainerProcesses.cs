using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Container;
using Fathom.Sources.Formats;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Cgroup;

/// <summary>Who is in a cgroup and in those below it, and what each has in memory.</summary>
sealed class ContainerProcesses(CgroupAt cgroup, Func<int, IProcFiles> filesOf, int? target)
{
    readonly SortedSet<int> _pids = [];
    int _cgroups;
    int _hidden;
    bool _listed;

    public ContainerMemory AddTo(ContainerMemory container)
    {
        Collect(cgroup.Folder);
        List<ContainerProcess> read = [];
        int unread = _hidden;
        foreach (int pid in TargetFirst())
        {
            // A zombie has left its memory behind, and who ended meanwhile has none.
            if (read.Count == Limits.ContainerProcesses || Status(pid) is not { } status)
                unread++;
            else if (status.HasMemory)
                read.Add(Of(pid, status) with { IsTarget = pid == target });
        }
        read.Sort((a, b) => b.Anonymous.CompareTo(a.Anonymous) is var bySize and not 0 ? bySize : a.Pid.CompareTo(b.Pid));
        return container with { Processes = read, ProcessesUnread = _listed ? unread : null, Cgroups = Math.Max(1, _cgroups) };
    }

    public static ContainerProcess Of(int pid, ProcessStatus status) => new(pid, status.Name)
    {
        ParentPid = status.ParentPid,
        Threads = status.Threads,
        Resident = Amount(status.Resident),
        Anonymous = Amount(status.ResidentAnonymous),
        MappedFiles = Amount(status.ResidentFile),
        MappedShared = Amount(status.ResidentShared),
        Swap = Amount(status.Swap),
        PageTables = Amount(status.PageTables),
    };

    static Bytes Amount(Bytes? amount) => amount is { Value: >= 0 and <= Limits.ContainerAmount } known ? known : Bytes.Zero;

    IEnumerable<int> TargetFirst() => target is { } first && _pids.Contains(first) ? _pids.Where(pid => pid != first).Prepend(first) : _pids;

    ProcessStatus? Status(int pid) =>
        filesOf(pid).Read("status", 64 * 1024).Try(out byte[]? text, out _) ? StatusText.Parse(text, "status").Value : null;

    /// <summary>Breadth first, so that what is cut off at the cap is the deepest.</summary>
    void Collect(string top)
    {
        Queue<string> folders = new([top]);
        while (folders.TryDequeue(out string? folder) && _cgroups < Limits.Cgroups)
        {
            _cgroups++;
            // A threaded cgroup of version 2 refuses to be asked; its processes are listed above it.
            if (cgroup.Files.Read(CgroupLevels.In(folder, "cgroup.procs"), Limits.CgroupProcsBytes) is { } procs)
                Take(procs);
            foreach (string below in cgroup.Files.Folders(folder))
                folders.Enqueue(CgroupLevels.In(folder, below));
        }
    }

    void Take(byte[] procs)
    {
        _listed = true;
        Lines lines = new(procs);
        while (lines.MoveNext())
        {
            if (!int.TryParse(lines.Current, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) || !lines.IsWhole)
                continue;
            // Version 2 writes 0 for a process of a pid namespace that is not ours.
            if (pid == 0)
                _hidden++;
            else
                _pids.Add(pid);
        }
    }
}
