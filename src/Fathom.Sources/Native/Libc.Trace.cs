using System.Runtime.InteropServices;

namespace Fathom.Sources.Native;

/// <summary>ptrace(2), as far as stopping a process for a moment needs them.</summary>
static unsafe partial class Libc
{
    internal const int TraceDetach = 17;
    internal const int TraceSeize = 0x4206;
    internal const int TraceInterrupt = 0x4207;
    internal const int TraceSignalInfo = 0x4202;
    internal const int TraceGetRegisters = 0x4204;
    internal const int TraceEventStop = 128;

    // linux/elf.h: the general registers, and all that xsave keeps.
    internal const nint GeneralRegisters = 1;
    internal const nint WideRegisters = 0x202;

    /// <summary>The head of siginfo_t (sigaction(2)); the kernel writes 128 bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    internal struct SignalInfo
    {
        public int Signal;
        public int Errno;
        public int Code;
    }

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    internal static partial long Trace(long request, int thread, nint address, nint data);
}
