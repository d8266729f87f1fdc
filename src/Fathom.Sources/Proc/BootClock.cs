using Fathom.Sources.Native;

namespace Fathom.Sources.Proc;

/// <summary>
/// The clock by which the kernel tells when processes and threads began (proc_pid_stat(5), starttime; fs/proc/array.c). Not /proc/uptime:
/// lxcfs shows a container its own there. In a time namespace both are moved by the same, that of who asks (time_namespaces(7)).
/// </summary>
static unsafe class BootClock
{
    const int BootTime = 7; // CLOCK_BOOTTIME

    // sysconf(_SC_CLK_TCK) is 100 on every Linux that runs a JVM (include/asm-generic/param.h, USER_HZ).
    public const ulong TicksPerSecond = 100;

    const long TickNanoseconds = 1_000_000_000 / (long)TicksPerSecond;

    /// <summary>Rounded down, as starttime is; null where the kernel does not say.</summary>
    public static ulong? Ticks()
    {
        Libc.TimeSpec time;
        return Libc.ClockGetTime(BootTime, &time) == 0 && time.Seconds >= 0 ? (ulong)time.Seconds * TicksPerSecond + (ulong)(time.Nanoseconds / TickNanoseconds) : null;
    }
}
