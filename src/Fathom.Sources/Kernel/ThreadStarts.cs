using System.Globalization;
using System.Text;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Kernel;

/// <summary>When threads began, in ticks of a hundredth of a second since the machine was started (proc_pid_stat(5), proc_uptime(5)).</summary>
static class ThreadStarts
{
    /// <summary>Null where it cannot be read.</summary>
    public static ulong? Now() => Ticks(DirectoryFiles.OfFolder("/proc").Read("uptime", 256).Or([]));

    public static ulong? Of(int pid, int tid) =>
        StatText.Parse(DirectoryFiles.OfProcess(pid).Read(string.Create(CultureInfo.InvariantCulture, $"task/{tid}/stat"), 4096).Or([]))?.StartTicks;

    /// <summary>True too where the thread is gone: nothing says that it was there.</summary>
    public static bool IsAfter(int pid, int tid, ulong? ticks) => Of(pid, tid) is not { } start || start > ticks;

    internal static ulong? Ticks(ReadOnlySpan<byte> text)
    {
        string word = Encoding.ASCII.GetString(text).Split(' ')[0];
        return decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds) && seconds < 1e12m ? (ulong)(seconds * 100) : null;
    }
}
