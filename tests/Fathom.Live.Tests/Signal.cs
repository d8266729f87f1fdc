using System.Globalization;
using System.Runtime.InteropServices;

namespace Fathom.Live.Tests;

/// <summary>Signals, and the states they bring about.</summary>
static class Signal
{
    internal const int Kill = 9;
    internal const int Stop = 19;
    internal const int Continue = 18;

    static readonly TimeSpan Within = TimeSpan.FromSeconds(20);

    internal static void Send(int pid, int signal) => _ = SendSignal(pid, signal);

    /// <summary>Stops every thread; what was going on in the kernel is over when this returns.</summary>
    internal static Stopped Stopping(int pid)
    {
        Send(pid, Stop);
        WaitFor(pid, 'T');
        return new Stopped(pid);
    }

    internal static void WaitFor(int pid, char state) =>
        Assert.True(SpinWait.SpinUntil(() => ThreadStates(pid).All(each => each == state), Within), $"{pid} is not in state {state}");

    /// <summary>Third field of stat, behind a name that may hold anything (proc_pid_stat(5)).</summary>
    internal static IEnumerable<char> ThreadStates(int pid)
    {
        foreach (string task in Directory.GetDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task")))
        {
            string stat = File.ReadAllText(task + "/stat");
            yield return stat[stat.LastIndexOf(')') + 2];
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    static extern int SendSignal(int pid, int signal);
}

/// <summary>Runs on at the end of the block.</summary>
readonly struct Stopped(int pid) : IDisposable
{
    public void Dispose() => Signal.Send(pid, Signal.Continue);
}
