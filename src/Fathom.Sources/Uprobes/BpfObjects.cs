using System.Runtime.InteropServices;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Native;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Uprobes;

enum BpfMapKind
{
    Hash = 1,
    ArrayOfEachProcessor = 6,
    Ring = 27,
}

/// <summary>Maps and programs in the kernel (bpf(2)); they are gone when their descriptor is closed, however fathom ends.</summary>
static unsafe class BpfObjects
{
    const int MapCreate = 0, FindElement = 1, ProgramLoad = 5, FindBatch = 24;
    const int OfProbes = 2; // BPF_PROG_TYPE_KPROBE, which is for functions of programs as well
    const int LogBytes = 256 * 1024;
    const int LockedMemory = 8; // RLIMIT_MEMLOCK

    public static Result<SafeFileHandle> Map(BpfMapKind kind, int key, int value, int entries)
    {
        Span<int> words = stackalloc int[18];
        words.Clear();
        (words[0], words[1], words[2], words[3]) = ((int)kind, key, value, entries);
        return Made(Call(MapCreate, words), "map");
    }

    /// <summary>What the kernel says against a program stands in the gap.</summary>
    public static Result<SafeFileHandle> Program(BpfCode code)
    {
        ulong[] words = code.Words();
        int made = Load(words, []);
        int errno = Marshal.GetLastPInvokeError();
        if (made >= 0 || errno is Errno.EPERM or Errno.ENOSYS)
            return Made(made, "program");
        byte[] log = new byte[LogBytes];
        made = Load(words, log);
        return made >= 0 ? new SafeFileHandle(made, ownsHandle: true) : Gaps.KernelProgramRefused.At("bpf", Errno.Name(errno), LastLines(log));
    }

    public static bool Find(SafeFileHandle map, ReadOnlySpan<byte> key, Span<byte> value)
    {
        fixed (byte* keyAt = key, valueAt = value)
        {
            Span<ulong> words = [(uint)map.DangerousGetHandle(), (ulong)keyAt, (ulong)valueAt, 0];
            return Call(FindElement, MemoryMarshal.Cast<ulong, int>(words)) == 0;
        }
    }

    /// <summary>The next entries of a hash, whole buckets; from none on where <paramref name="place"/> is empty. True while there may be more.</summary>
    public static bool FindMany(SafeFileHandle map, Span<byte> place, ref bool begun, Span<ulong> keys, Span<byte> values, out int count)
    {
        fixed (byte* placeAt = place, valuesAt = values)
        fixed (ulong* keysAt = keys)
        {
            Span<ulong> words = [begun ? (ulong)placeAt : 0, (ulong)placeAt, (ulong)keysAt, (ulong)valuesAt, (uint)keys.Length | (ulong)(uint)map.DangerousGetHandle() << 32, 0, 0];
            bool isMore = Call(FindBatch, MemoryMarshal.Cast<ulong, int>(words)) == 0;
            // ENOENT: these were the last ones.
            count = isMore || Marshal.GetLastPInvokeError() == Errno.ENOENT ? unchecked((int)words[4]) : 0;
            begun = true;
            return isMore;
        }
    }

    /// <summary>Before Linux 5.11 maps counted as locked memory, of which most processes may have 64 KiB.</summary>
    public static void RaiseLimit()
    {
        Span<ulong> limit = [ulong.MaxValue, ulong.MaxValue];
        fixed (ulong* at = limit)
            _ = Libc.SystemCall(Libc.SetResourceLimitCall, 0, LockedMemory, (nint)at, 0);
    }

    static int Load(ulong[] code, byte[] log)
    {
        ReadOnlySpan<byte> licence = "GPL\0"u8;
        fixed (ulong* codeAt = code)
        fixed (byte* licenceAt = licence, logAt = log)
        {
            Span<ulong> words = stackalloc ulong[9];
            words.Clear();
            (words[0], words[1], words[2]) = (OfProbes | (ulong)code.Length << 32, (ulong)codeAt, (ulong)licenceAt);
            (words[3], words[4]) = (log.Length == 0 ? 0 : 1 | (ulong)log.Length << 32, (ulong)logAt);
            return Call(ProgramLoad, MemoryMarshal.Cast<ulong, int>(words));
        }
    }

    static int Call(int command, Span<int> words)
    {
        fixed (int* at = words)
            return (int)Libc.SystemCall(Libc.BpfCall, command, (nint)at, words.Length * sizeof(int), 0);
    }

    static Result<SafeFileHandle> Made(int file, string what) =>
        file >= 0 ? new SafeFileHandle(file, ownsHandle: true) : KernelRefusals.Of("bpf " + what, Marshal.GetLastPInvokeError());

    /// <summary>The reason stands before the count of what was looked at.</summary>
    static string LastLines(byte[] log)
    {
        int end = log.AsSpan().IndexOf((byte)0);
        string[] lines = Encoding.ASCII.GetString(log, 0, Math.Max(0, end)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(" / ", lines.Where(line => !line.StartsWith("processed ", StringComparison.Ordinal)).TakeLast(2));
    }
}
