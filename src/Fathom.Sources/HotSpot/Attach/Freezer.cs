using Fathom.Sources.Formats;
using Fathom.Sources.Proc;

namespace Fathom.Sources.HotSpot.Attach;

/// <summary>
/// Whether a process can run at all now: one that is stopped (kill -STOP, a debugger) or whose cgroup is frozen
/// (docker pause, a checkpoint) takes the connection and never answers.
/// </summary>
public static class Freezer
{
    /// <summary>In words, null where it runs.</summary>
    public static string? Holding(IProcFiles process, string systemRoot = "")
    {
        char state = StatusText.Parse(process.Read("status", 64 * 1024).Or([]), "status").Value.State;
        if (state is 'T')
            return "stopped by a signal";
        if (state is 't')
            return "stopped by a debugger";
        return IsFrozen(process, systemRoot) ? "frozen by its cgroup" : null;
    }

    /// <summary>
    /// Version 2 says "frozen 1" in cgroup.events, version 1 has freezer.state with FROZEN or FREEZING; a frozen
    /// process itself shows as S or D, like any that waits (Documentation/admin-guide/cgroup-v2.rst).
    /// </summary>
    static bool IsFrozen(IProcFiles process, string systemRoot)
    {
        foreach ((string controllers, string path) in Memberships(process.Read("cgroup", 64 * 1024).Or([])))
        {
            bool unified = controllers.Length == 0;
            if (path.Contains("/..", StringComparison.Ordinal) || (!unified && !controllers.Split(',').Contains("freezer")))
                continue;
            DirectoryFiles folder = DirectoryFiles.OfFolder(
                systemRoot + "/sys/fs/cgroup" + (unified ? "" : "/freezer") + path);
            ReadOnlySpan<byte> text = folder.Read(unified ? "cgroup.events" : "freezer.state", 4096).Or([]);
            if (unified ? text.IndexOf("frozen 1"u8) >= 0 : text.StartsWith("FR"u8))
                return true;
        }
        return false;
    }

    static List<(string Controllers, string Path)> Memberships(byte[] cgroup)
    {
        List<(string, string)> found = [];
        Lines lines = new(cgroup);
        while (lines.MoveNext())
        {
            string[] fields = ForeignText.Decode(lines.Current).Split(':', 3);
            if (fields.Length == 3 && fields[2].StartsWith('/'))
                found.Add((fields[1], fields[2]));
        }
        return found;
    }
}
