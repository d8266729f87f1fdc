using System.Globalization;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Kernel;

/// <summary>When threads began, in ticks of a hundredth of a second since the machine was started (proc_pid_stat(5)).</summary>
static class ThreadStarts
{
    /// <summary>Null where it cannot be read.</summary>
    public static ulong? Now() => BootClock.Ticks();

    public static ulong? Of(int pid, int tid) =>
        StatText.Parse(DirectoryFiles.OfProcess(pid).Read(string.Create(CultureInfo.InvariantCulture, $"task/{tid}/stat"), 4096).Or([]))?.StartTicks;

    /// <summary>True too where the thread is gone: nothing says that it was there.</summary>
    public static bool IsAfter(int pid, int tid, ulong? ticks) => Of(pid, tid) is not { } start || start > ticks;
}
