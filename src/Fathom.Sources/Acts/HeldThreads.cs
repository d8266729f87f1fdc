using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Acts;

/// <summary>
/// The threads of one process that this thread has stopped. ptrace(2) ties them to the calling thread: it alone can let
/// them go, and when it ends the kernel does.
/// </summary>
sealed unsafe class HeldThreads(int pid)
{
    // A stop takes some 10 µs; asking more often only takes the core from the thread that is to stop.
    static readonly TimeSpan Patience = TimeSpan.FromTicks(200);

    // Of struct user_regs_struct (asm/user_64.h). What xsave keeps takes 11 KiB with the tiles of AMX.
    const int StackPointer = 19;
    const int MostRegisterWords = 2048;

    readonly DirectoryFiles _files = DirectoryFiles.OfProcess(pid);
    readonly Dictionary<int, int> _signals = [];
    readonly List<int> _running = [];

    public int Count => _signals.Count;

    /// <summary>
    /// Stops every thread, those too that are made meanwhile: once all known ones stand, a list without new ones is
    /// complete. False when the time was over before.
    /// </summary>
    public Result<bool> StopAll(long deadline)
    {
        while (true)
        {
            if (!_files.List("task").Try(out IReadOnlyList<string>? entries, out Gap? gap))
                return gap;
            int before = _signals.Count + _running.Count;
            foreach (string entry in entries)
            {
                if (int.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out int tid) && Seize(tid) is { } refusal)
                    return refusal;
            }
            if (_signals.Count + _running.Count == before)
                return true;
            if (!AwaitStops(deadline))
                return false;
        }
    }

    /// <summary>
    /// Each goes on with the signal that it was about to take, if it was caught in that moment: a JVM lives by its
    /// SIGSEGVs. What did not stand yet is let go of by the end of this thread.
    /// </summary>
    public void LetGo()
    {
        foreach ((int tid, int signal) in _signals)
            _ = Libc.Trace(Libc.TraceDetach, tid, 0, signal);
        _signals.Clear();
    }

    /// <summary>What each thread that stands has in its registers.</summary>
    public List<ThreadRegisters> ReadRegisters()
    {
        List<ThreadRegisters> found = new(_signals.Count);
        ulong[] words = new ulong[MostRegisterWords];
        foreach (int tid in _signals.Keys)
        {
            int general = Read(tid, Libc.GeneralRegisters, words);
            if (general <= StackPointer)
                continue;
            int wide = Read(tid, Libc.WideRegisters, words.AsSpan(general));
            found.Add(new ThreadRegisters(tid, words[StackPointer], words[..(general + wide)]));
        }
        return found;
    }

    static int Read(int tid, nint set, Span<ulong> into)
    {
        fixed (ulong* at = into)
        {
            Libc.IoVec words = new() { Base = at, Length = (nuint)(into.Length * 8) };
            return Libc.Trace(Libc.TraceGetRegisters, tid, set, (nint)(&words)) == 0 ? (int)(words.Length / 8) : 0;
        }
    }

    Gap? Seize(int tid)
    {
        if (_signals.ContainsKey(tid) || _running.Contains(tid))
            return null;
        if (Libc.Trace(Libc.TraceSeize, tid, 0, 0) == 0)
        {
            _running.Add(tid);
            _ = Libc.Trace(Libc.TraceInterrupt, tid, 0, 0);
            return null;
        }
        int errno = Marshal.GetLastPInvokeError();
        // Ended between the list and now, or a main thread that ended before the others.
        return errno == Errno.ESRCH || IsOver(tid)
            ? null
            : Gaps.FreezeRefused.At(_files.Place + "/task/" + tid.ToString(CultureInfo.InvariantCulture), Errno.Name(errno));
    }

    bool IsOver(int tid) =>
        !_files.Read(string.Create(CultureInfo.InvariantCulture, $"task/{tid}/stat"), 4096).Try(out byte[]? stat, out _)
        || stat.AsSpan(stat.AsSpan().LastIndexOf((byte)')') + 1).TrimStart((byte)' ').IndexOfAny("ZX"u8) == 0;

    bool AwaitStops(long deadline)
    {
        while (true)
        {
            for (int i = _running.Count - 1; i >= 0; i--)
            {
                if (Stops(_running[i]))
                    _running.RemoveAt(i);
            }
            if (_running.Count == 0)
                return true;
            if (Stopwatch.GetTimestamp() > deadline)
                return false;
            Libc.Sleep(Patience);
        }
    }

    /// <summary>
    /// True when it need not be waited for any more: it stands, or it is gone. Asked of the thread itself, for a report
    /// by wait(2) can be taken by somebody else: the runtime waits for all of its children.
    /// </summary>
    bool Stops(int tid)
    {
        Libc.SignalInfo info;
        if (Libc.Trace(Libc.TraceSignalInfo, tid, 0, (nint)(&info)) != 0)
            return IsOver(tid);
        _signals[tid] = info.Code >> 8 == Libc.TraceEventStop ? 0 : info.Signal;
        return true;
    }
}
