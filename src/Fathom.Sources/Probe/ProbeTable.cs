using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Probe;

/// <summary>
/// The probe's table, a file of memory of the target's that is mapped here too: it is read at any moment, and stays readable
/// when the target is gone. Nothing in it is believed: the target may write what it likes.
/// </summary>
public sealed unsafe class ProbeTable : IDisposable
{
    const string FileName = "/memfd:fathom-probe";

    /// <summary>Of one in a folder of the target's, with its name gone (control.c, file_in): it cannot be sealed.</summary>
    const string FolderFileName = "/fathom-probe-", NameGone = " (deleted)";

    internal const int ThreadBytes = 32;

    const int ReadAndWrite = 3, Shared = 1, GetSeals = 1034, SealShrink = 2;

    /// <summary>More than any thread has; all threads together stay below what a long holds.</summary>
    const ulong MostOfAThread = 1UL << 50;

    readonly SafeFileHandle? _file;
    byte* _table;

    ProbeTable(byte* table, SafeFileHandle? file)
    {
        _table = table;
        _file = file;
    }

    /// <summary>The fathom for which it was opened.</summary>
    internal ulong Owner => UInt64(ProbeLayout.OwnerAt);

    public bool IsOn => UInt32(ProbeLayout.OnAt) != 0;

    /// <summary>Bytes between two samples at this moment, on average.</summary>
    public long Interval => (long)Math.Min(UInt64(ProbeLayout.IntervalAt) << (int)Math.Min(UInt32(ProbeLayout.ShiftAt), 20), long.MaxValue);

    /// <summary>Of the kernel's monotonic clock.</summary>
    internal ulong StartedNanoseconds => UInt64(ProbeLayout.StartedAt);

    public long this[ProbeCounter counter] => unchecked((long)(UInt64(ProbeLayout.CountersAt + 8 * (int)counter) & long.MaxValue));

    internal ReadOnlySpan<ulong> Keys => Part<ulong>(ProbeLayout.KeyAt, ProbeLayout.Entries);

    internal ReadOnlySpan<ProbeEntry> Entries => Part<ProbeEntry>(ProbeLayout.EntryAt, ProbeLayout.Entries);

    internal ReadOnlySpan<ProbeStack> Stacks => Part<ProbeStack>(ProbeLayout.StackAt, ProbeLayout.Stacks);

    internal ReadOnlySpan<ulong> Frames => Part<ulong>(ProbeLayout.FrameAt, ProbeLayout.Frames);

    internal ReadOnlySpan<ProbeMethod> Methods => Part<ProbeMethod>(ProbeLayout.MethodAt, ProbeLayout.Methods);

    internal ReadOnlySpan<byte> Names => Part<byte>(ProbeLayout.NameAt, ProbeLayout.Names);

    internal Span<ProbeModule> Modules(int table) => new(_table + ProbeLayout.ModuleAt + table * ProbeLayout.Modules * sizeof(ProbeModule), ProbeLayout.Modules);

    internal Span<Elf.Unwind.UnwindRow> Rows => new(_table + ProbeLayout.RowAt, ProbeLayout.Rows);

    /// <summary>Null where the process has none. Root without CAP_SYS_PTRACE may not look there, but whoever it becomes may.</summary>
    public static Result<ProbeTable>? Find(JvmProcess jvm)
    {
        if (Find(jvm.Pid) is { Ok: true } found)
            return found;
        using BorrowedIdentity owner = BorrowedIdentity.Of(jvm.Uid, jvm.Gid);
        return Find(jvm.Pid);
    }

    /// <summary>Null where the process has none.</summary>
    public static Result<ProbeTable>? Find(int pid)
    {
        DirectoryFiles files = DirectoryFiles.OfProcess(pid);
        foreach (string number in files.List("fd").Or([]))
        {
            string name = files.ReadLink("fd/" + number).Or("");
            bool isInFolder = IsInFolder(name);
            if (isInFolder || name.StartsWith(FileName, StringComparison.Ordinal))
                return Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd/{number}"), mustBeSealed: !isInFolder);
        }
        return null;
    }

    static bool IsInFolder(string name) => name.EndsWith(NameGone, StringComparison.Ordinal)
        && name.LastIndexOf('/') is >= 0 and var at && name.AsSpan(at).StartsWith(FolderFileName, StringComparison.Ordinal);

    /// <summary>
    /// Handed over by the process that made it. It is opened anew: a lock belongs to what was opened, and the process has that too.
    /// </summary>
    internal static Result<ProbeTable> Of(SafeFileHandle handed) => FileHandle.IsRegular(handed)
        ? Open(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{handed.DangerousGetHandle()}"), mustBeSealed: false)
        : Gaps.ProbeTableOther.At("run");

    internal bool IsOf(SafeFileHandle other) => _file is not null && FileHandle.Inode(_file) is { } inode && inode == FileHandle.Inode(other);

    /// <summary>True for one fathom at a time. The kernel takes the lock back from one that is killed.</summary>
    public bool TryOwn() => _file is not null && Libc.FLock(_file, Libc.LockExclusive | Libc.LockNonBlocking) == 0;

    /// <summary>For tests: a table that nobody writes.</summary>
    internal static ProbeTable At(byte* table) => new(table, null);

    static Result<ProbeTable> Open(string path, bool mustBeSealed)
    {
        SafeFileHandle? file = FileHandle.Open(path, Libc.OpenReadWrite, out int errno);
        if (file is null)
            return Gaps.ProbeTableClosed.At(path, Errno.Name(errno));
        Result<ProbeTable> made = Map(file, path, mustBeSealed);
        if (!made.Ok)
            file.Dispose();
        return made;
    }

    /// <summary>One that could be shortened would kill who reads it: where it can be sealed, it is.</summary>
    static Result<ProbeTable> Map(SafeFileHandle file, string path, bool mustBeSealed)
    {
        int seals = Libc.FileControl(file, GetSeals, 0);
        if (seals < 0 || (mustBeSealed && (seals & SealShrink) == 0) || !FileHandle.IsRegular(file) || FileHandle.Length(file) != ProbeLayout.Bytes)
            return Gaps.ProbeTableOther.At(path);
        byte* table = Libc.Map(null, ProbeLayout.Bytes, ReadAndWrite, Shared, (int)file.DangerousGetHandle(), 0);
        if ((nint)table == -1)
            return Gaps.ProbeTableClosed.At(path, Errno.Name(Marshal.GetLastPInvokeError()));
        ProbeTable made = new(table, file);
        if (made.Part<byte>(0, 8).SequenceEqual(ProbeLayout.Magic) && made.UInt32(ProbeLayout.VersionAt) == ProbeLayout.Version
            && made.UInt64(ProbeLayout.SizeAt) == ProbeLayout.Bytes)
            return made;
        _ = Libc.Unmap(table, ProbeLayout.Bytes);
        return Gaps.ProbeTableOther.At(path);
    }

    internal uint UInt32(int at) => Volatile.Read(ref Unsafe.AsRef<uint>(_table + at));

    internal ulong UInt64(int at) => Volatile.Read(ref Unsafe.AsRef<ulong>(_table + at));

    internal void Set(int at, uint value) => Volatile.Write(ref Unsafe.AsRef<uint>(_table + at), value);

    internal void Set(int at, ulong value) => Volatile.Write(ref Unsafe.AsRef<ulong>(_table + at), value);

    internal void Set(int at, ushort value) => Volatile.Write(ref Unsafe.AsRef<ushort>(_table + at), value);

    /// <summary>As the thread was called when it was seen first; null where there was no room to note it.</summary>
    public IReadOnlyDictionary<int, string> ThreadNames()
    {
        Dictionary<int, string> names = [];
        for (int i = 0; i < ProbeLayout.Threads; i++)
        {
            byte* row = _table + ProbeLayout.ThreadAt + i * ThreadBytes;
            if (*(uint*)row is > 0 and <= int.MaxValue and var tid)
                names[(int)tid] = NameAt(row + 16);
        }
        return names;
    }

    /// <summary>A key is read before its entry and once more after it: what changed between was taken out or is new.</summary>
    internal IEnumerable<(ulong At, ProbeEntry Entry)> Living()
    {
        for (int i = 0; i < ProbeLayout.Entries; i++)
        {
            ulong key = Volatile.Read(in Keys[i]);
            if (key < 2)
                continue;
            ProbeEntry entry = Entries[i];
            Thread.MemoryBarrier();
            if (Volatile.Read(in Keys[i]) == key && entry.Size != 0)
                yield return (key, entry);
        }
    }

    /// <summary>What each thread's samples stood for; by the number that it has for itself.</summary>
    internal IReadOnlyDictionary<int, Bytes> MadeByThread()
    {
        Dictionary<int, Bytes> made = [];
        for (int i = 0; i < ProbeLayout.Threads; i++)
        {
            byte* row = _table + ProbeLayout.ThreadAt + i * ThreadBytes;
            if (*(uint*)row is > 0 and <= int.MaxValue and var tid)
                made[(int)tid] = new Bytes((long)Math.Min(*(ulong*)(row + 8), MostOfAThread));
        }
        return made;
    }

    /// <summary>TASK_COMM_LEN is 16, with its end.</summary>
    static string NameAt(byte* name)
    {
        ReadOnlySpan<byte> text = new(name, 15);
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }

    public void Dispose()
    {
        // A table without a file is a test's own.
        if (_table is not null && _file is not null)
            _ = Libc.Unmap(_table, ProbeLayout.Bytes);
        _table = null;
        _file?.Dispose();
    }

    ReadOnlySpan<T> Part<T>(int at, int count)
        where T : unmanaged => new(_table + at, count);
}
