using System.Globalization;
using Fathom.Tests;

namespace Fathom.Live.Tests;

/// <summary>A cgroup of version 1 for one test; what is in it goes back up at the end.</summary>
sealed class Cgroup : IDisposable
{
    readonly string _path;

    Cgroup(string hierarchy)
    {
        _path = System.IO.Path.Combine(hierarchy, "fathom-" + Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(_path);
    }

    internal static Cgroup Freezer() => new("/sys/fs/cgroup/freezer");

    /// <summary>
    /// At its limit it pages nothing out: to a swap file that another test has on at the time, it could. Then it would not
    /// meet its limit for want of memory, and who takes the file away again would be charged to a cgroup that is full
    /// (mm/swapfile.c, try_to_unuse), which fails him and kills in it.
    /// </summary>
    internal static Cgroup Memory(long limit)
    {
        Cgroup memory = new("/sys/fs/cgroup/memory");
        memory.Write("memory.swappiness", "0");
        memory.Write("memory.limit_in_bytes", limit.ToString(CultureInfo.InvariantCulture));
        return memory;
    }

    /// <summary>Without a limit; below another one where that is given.</summary>
    internal static Cgroup Memory(Cgroup? within = null) => new(within?._path ?? "/sys/fs/cgroup/memory");

    /// <summary>
    /// Pages on their way to the kernel's lists wait in each processor's batch and are not counted there, up to 31 folios of
    /// 2 MiB. The order to empty a cgroup brings them there first, of all cgroups (mm/memcontrol-v1.c, lru_add_drain_all).
    /// </summary>
    internal static void EmptyBatches()
    {
        using Cgroup nothing = Memory();
        nothing.Write("memory.force_empty", "0");
    }

    /// <summary>Put before a command, it becomes that command in this cgroup: all it touches is charged here.</summary>
    internal string[] Enter => ["sh", "-c", "echo $$ >\"$0\" && exec \"$@\"", Procs];

    internal string Path => _path["/sys/fs/cgroup/memory".Length..];

    internal static string? Missing(string controller)
    {
        string hierarchy = "/sys/fs/cgroup/" + controller;
        if (!File.Exists(hierarchy + "/cgroup.procs"))
            return $"no cgroup v1 hierarchy {hierarchy}";
        try
        {
            new Cgroup(hierarchy).Dispose();
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"no right to make a cgroup in {hierarchy}";
        }
    }

    internal string Procs => System.IO.Path.Combine(_path, "cgroup.procs");

    internal void Take(int pid) => Write("cgroup.procs", pid.ToString(CultureInfo.InvariantCulture));

    internal void Write(string file, string value) => File.WriteAllText(System.IO.Path.Combine(_path, file), value);

    internal string Read(string file) => File.ReadAllText(System.IO.Path.Combine(_path, file)).Trim();

    /// <summary>A cgroup lets itself be removed a moment after its last process has gone.</summary>
    public void Dispose()
    {
        foreach (string pid in File.Exists(Procs) ? File.ReadAllLines(Procs) : [])
            File.WriteAllText(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(_path)!, "cgroup.procs"), pid);
        Assert.True(SpinWait.SpinUntil(TryRemove, TimeSpan.FromSeconds(10)));
    }

    bool TryRemove()
    {
        try
        {
            Directory.Delete(_path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}

/// <summary>Needs a memory controller of version 1 in which cgroups can be made; says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class MemoryFactAttribute : FactAttribute
{
    public MemoryFactAttribute(params string[] needs) => Skip = new RequiresFactAttribute(needs).Skip ?? Cgroup.Missing("memory");
}

[AttributeUsage(AttributeTargets.Method)]
sealed class FreezerFactAttribute : FactAttribute
{
    public FreezerFactAttribute(string tool) => Skip = Requires.Has(tool) ? Cgroup.Missing("freezer") : "needs " + tool;
}
