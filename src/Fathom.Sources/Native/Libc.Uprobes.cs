using System.Runtime.InteropServices;

namespace Fathom.Sources.Native;

/// <summary>bpf(2) and perf_event_open(2), as far as probes of functions need them; on x86-64 only.</summary>
static unsafe partial class Libc
{
    internal const int BpfCall = 321;
    internal const int PerfEventOpenCall = 298;
    internal const int SetResourceLimitCall = 302;

    // linux/perf_event.h
    internal const nuint EnableEvent = 0x2400;
    internal const nuint GiveEventProgram = 0x4004_2408;
    internal const nuint CloseEventOnExec = 8;

    /// <summary>struct perf_event_attr in its seventh size, of which a probe fills four words.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 112)]
    internal struct UprobeEvent
    {
        [FieldOffset(0)]
        public uint Type;
        [FieldOffset(4)]
        public uint Size;
        [FieldOffset(8)]
        public ulong IsReturn;
        [FieldOffset(56)]
        public byte* Path;
        [FieldOffset(64)]
        public ulong Offset;
    }

    /// <summary>perf_event_open.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint OpenUprobe(nint number, UprobeEvent* probe, nint pid, nint processor, nint group, nuint flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int EventControl(int file, nuint request, nint argument);
}
