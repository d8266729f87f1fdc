using System.Runtime.InteropServices;

namespace Fathom.Sources.Native;

/// <summary>perf_event_open(2): events of the kernel's, counted or sampled.</summary>
static unsafe partial class Libc
{
    internal const nuint PerfEnable = 0x2400;
    internal const nuint PerfSetOutput = 0x2405;
    internal const nuint PerfSetFilter = 0x40082406;
    internal const nuint PerfId = 0x80082407;
    internal const int PerfCloseOnExec = 8;
    internal const int MonotonicClock = 1;

    internal static nint PerfEventCall => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 241 : 298;

    internal static nint ResourceLimitCall => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 261 : 302;

    /// <summary>struct perf_event_attr of linux/perf_event.h as Linux 4.8 has it (PERF_ATTR_SIZE_VER5).</summary>
    [StructLayout(LayoutKind.Sequential, Size = 112)]
    internal struct PerfAttributes
    {
        public const int Bytes = 112;

        public uint Type;
        public uint Size;
        public ulong Config;
        public ulong Period;
        public ulong SampleType;
        public ulong ReadFormat;
        public ulong Flags;
        public uint Wakeup;
        public uint BreakpointType;
        public ulong Config1;
        public ulong Config2;
        public ulong BranchType;
        public ulong UserRegisters;
        public uint UserStack;
        public int Clock;
    }

    /// <summary>struct rlimit64.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint PerfEventOpen(nint number, PerfAttributes* attributes, nint thread, nint processor, nint group, nint flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int IoCtl(SafeHandle file, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(SafeHandle file, void* into, nuint length);
}
