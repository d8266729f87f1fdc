using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Lab.Running;

/// <summary>A memory cgroup of version 1 with a limit, made for one JVM and its children, and removed after them.</summary>
sealed class MemoryCgroup : IDisposable
{
    const string Hierarchy = "/sys/fs/cgroup/memory";
    const string EnterScript = "echo $$ >\"$0/cgroup.procs\" && exec \"$@\"";

    // Removing one fails until its last process is gone, and its pages are given back or charged to the parent.
    static readonly TimeSpan RemovedWithin = TimeSpan.FromSeconds(10);

    readonly string _path;

    MemoryCgroup(string path) => _path = path;

    /// <param name="swaps">At its limit it pages out; else it meets its limit the same way wherever it runs, with swap or without.</param>
    public static Result<MemoryCgroup> Make(Bytes limit, bool swaps)
    {
        string path = Path.Combine(Hierarchy, "fathom-lab-" + Guid.NewGuid().ToString("n"));
        if (!File.Exists(Path.Combine(Hierarchy, "memory.limit_in_bytes")))
            return Gaps.CgroupNotMade.At(Hierarchy, null, "there is no such hierarchy");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Gaps.CgroupNotMade.At(Hierarchy, null, "not writable");
        }
        MemoryCgroup cgroup = new(path);
        try
        {
            File.WriteAllText(Path.Combine(path, "memory.swappiness"), swaps ? "60" : "0");
            File.WriteAllText(
                Path.Combine(path, "memory.limit_in_bytes"), limit.Value.ToString(CultureInfo.InvariantCulture));
            return cgroup;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            cgroup.Dispose();
            return Gaps.CgroupNotMade.At(path, null, "its limit cannot be set");
        }
    }

    public static bool CanBeMade()
    {
        Result<MemoryCgroup> made = Make(Bytes.FromMiB(64), swaps: false);
        if (made.Ok)
            made.Value.Dispose();
        return made.Ok;
    }

    /// <summary>A command that starts this one inside, as the same process.</summary>
    public IReadOnlyList<string> Enter(IReadOnlyList<string> command) => ["sh", "-c", EnterScript, _path, .. command];

    public void Dispose() => SpinWait.SpinUntil(TryRemove, RemovedWithin);

    bool TryRemove()
    {
        try
        {
            if (Directory.Exists(_path))
                Directory.Delete(_path);
            return true;
        }
        catch (IOException)
        {
            Thread.Sleep(1);
            return false;
        }
    }
}
