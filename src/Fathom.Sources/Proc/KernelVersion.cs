using System.Globalization;
using System.Text;

namespace Fathom.Sources.Proc;

/// <summary>What the running kernel can do that only its version tells.</summary>
static class KernelVersion
{
    /// <summary>
    /// VmRSS is added up over all cores since Linux 6.16 (fs/proc/task_mmu.c, task_mem); before, each core or thread
    /// kept some pages back. The release where that is so, else null.
    /// </summary>
    public static string? CountsApproximately()
    {
        string release = Encoding.ASCII.GetString(DirectoryFiles.OfFolder("/proc/sys/kernel").Read("osrelease", 256).Or([])).Trim();
        return Parse(release) is { } version && version.CompareTo((6, 16)) < 0 ? release : null;
    }

    internal static (int Major, int Minor)? Parse(string release)
    {
        string[] parts = release.Split('.', '-');
        return parts.Length >= 2 && Number(parts[0]) is { } major && Number(parts[1]) is { } minor ? (major, minor) : null;
    }

    static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
