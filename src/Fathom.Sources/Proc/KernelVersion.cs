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
    public static string? CountsApproximately() =>
        Release() is var release && Parse(release) is { } version && version.CompareTo((6, 16)) < 0 ? release : null;

    /// <summary>
    /// From Linux 6.11 on a caught return is a system call of its own, which filters of seccomp did not know and so killed the process for, until
    /// 6.14 let it pass (kernel/seccomp.c, seccomp_uprobe_exception). The release where that may be so, else null.
    /// </summary>
    public static string? FiltersReturns() => FiltersReturns(Release());

    internal static string? FiltersReturns(string release) =>
        Parse(release) is { } version && version.CompareTo((6, 11)) >= 0 && version.CompareTo((6, 14)) < 0 ? release : null;

    static string Release() => Encoding.ASCII.GetString(DirectoryFiles.OfFolder("/proc/sys/kernel").Read("osrelease", 256).Or([])).Trim();

    internal static (int Major, int Minor)? Parse(string release)
    {
        string[] parts = release.Split('.', '-');
        return parts.Length >= 2 && Number(parts[0]) is { } major && Number(parts[1]) is { } minor ? (major, minor) : null;
    }

    static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
