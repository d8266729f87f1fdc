using System.Diagnostics;
using System.Runtime.InteropServices;
using Fathom.Sources.HotSpot;

namespace Fathom.Cli.Commands;

/// <summary>Waits for the end of a trace: its time, the target's end, or Ctrl-C.</summary>
static class TraceWaiting
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <param name="renew">At each step; true where there is so much to do that the next should follow at once.</param>
    /// <param name="tell">About each second.</param>
    public static void Until(TimeSpan? whole, TimeSpan step, JvmProcess target, Func<bool> renew, Action tell)
    {
        using ManualResetEventSlim ended = new();
        using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            ended.Set();
        });
        long begun = Stopwatch.GetTimestamp(), told = begun;
        bool isBusy = false;
        while (true)
        {
            TimeSpan? left = whole - Stopwatch.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero || ended.Wait(isBusy ? TimeSpan.Zero : left < step ? left.Value : step))
                return;
            isBusy = renew();
            if (Stopwatch.GetElapsedTime(told) < Second)
                continue;
            told = Stopwatch.GetTimestamp();
            tell();
            if (!target.IsAlive())
                return;
        }
    }
}
