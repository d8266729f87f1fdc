using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Formats.Procps;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Kernel;

/// <summary>
/// Events of each thread of a process on each processor, and of the threads that these begin. The kernel lets events that are
/// inherited be read by processor only (perf_mmap), so that there is one of each for each thread and processor.
/// </summary>
sealed unsafe class PerfEvents : IDisposable
{
    /// <summary>Where the kernel gives a user no more.</summary>
    const int SmallestRing = 64 * 1024;

    /// <summary>For as many processors as there may be: samples of four KiB, some hundreds.</summary>
    const int LeastRing = 1024 * 1024;

    /// <summary>Of the machine's memory rings take one part in so many at most. It is the kernel's, and no container's (rb_alloc: GFP_KERNEL).</summary>
    const int MemoryShare = 64;

    /// <summary>Some 2 KiB of the kernel's memory each, and as much for what inherits.</summary>
    const int MostEvents = 100_000;

    const int OwnFiles = 256, ScansOfThreads = 8;

    readonly int _pid;
    readonly PerfPlan _plan;
    readonly int[] _processors;
    readonly SafeFileHandle?[] _first;
    readonly PerfRing?[] _rings;
    readonly bool[] _isSilent;
    readonly List<SafeFileHandle> _files = [];
    readonly Dictionary<ulong, (int Thread, int Processor)> _rootOfEvent = [];
    readonly HashSet<ulong> _chainless = [];
    readonly HashSet<int> _threads = [];

    PerfEvents(int pid, PerfPlan plan, int[] processors)
    {
        (_pid, _plan, _processors) = (pid, plan, processors);
        _first = new SafeFileHandle?[processors.Length];
        _rings = new PerfRing?[processors.Length];
        _isSilent = new bool[processors.Length];
    }

    public int Count => _files.Count;

    public int Threads => _threads.Count;

    /// <summary>Some thread is followed as itself and as another's child: its samples come twice, told apart by <see cref="RootOf"/>.</summary>
    public bool MayDouble { get; private set; }

    public PerfPlan Plan => _plan;

    /// <summary>The thread that an event was opened for, and its processor.</summary>
    public (int Thread, int Processor) RootOf(ulong id) => _rootOfEvent.GetValueOrDefault(id);

    /// <summary>What a sample has, which says of which event it is in its first word.</summary>
    public SampleParts PartsOf(ReadOnlySpan<byte> record) =>
        _chainless.Count > 0 && record.Length >= PerfRecord.HeaderBytes + sizeof(ulong) && _chainless.Contains(BinaryPrimitives.ReadUInt64LittleEndian(record[PerfRecord.HeaderBytes..]))
            ? _plan.Parts & ~SampleParts.CallChain : _plan.Parts;

    /// <summary>
    /// Hands over what there is: first what it says of threads, on all processors, then samples. A thread is told of before it runs, and may
    /// run on another processor: what is told of it is in its ring before its first sample is in another.
    /// </summary>
    public void Drain(KernelThreads threads, PerfRing.Reader read)
    {
        foreach (PerfRing? ring in _rings)
            ring?.Mark();
        ulong until = (ulong)Stopwatch.GetTimestamp();
        foreach (PerfRing? ring in _rings)
            ring?.Peek(threads.Take);
        threads.Settle(until);
        foreach (PerfRing? ring in _rings)
            ring?.Take(read);
    }

    /// <summary>Until half of a ring was written since the last time, or that time is over.</summary>
    public void Wait(TimeSpan most)
    {
        Span<Libc.Polled> files = stackalloc Libc.Polled[_first.Length];
        for (int at = 0; at < files.Length; at++)
            files[at] = new Libc.Polled { File = _first[at] is { } file && !_isSilent[at] ? (int)file.DangerousGetHandle() : -1, Events = Libc.PollIn };
        fixed (Libc.Polled* first = files)
        {
            if (Libc.Poll(first, (nuint)files.Length, (int)most.TotalMilliseconds) <= 0)
                return;
        }
        // The thread has ended that this event was opened for: it would say so again at once, and nothing else. The clock must do.
        for (int at = 0; at < files.Length; at++)
            _isSilent[at] |= (files[at].Returned & ~Libc.PollIn) != 0;
    }

    /// <param name="fewer">What asks for fewer events, where those of the plan are too many.</param>
    public static Result<PerfEvents> Open(int pid, PerfPlan plan, PerfPlan? fewer = null)
    {
        DirectoryFiles files = DirectoryFiles.OfProcess(pid);
        if (!files.List("task").Try(out IReadOnlyList<string>? tasks, out Gap? gap))
            return gap;
        int[] processors = Processors.Online();
        long needed = (long)tasks.Count * processors.Length * plan.Sources.Count;
        if (fewer is not null && needed > 4096)
        {
            plan = fewer;
            needed = (long)tasks.Count * processors.Length * plan.Sources.Count;
        }
        if (needed > MostEvents || !Descriptors.Allow(needed + needed / 4 + OwnFiles))
            return Gaps.KernelEventsTooMany.At(files.Place, null, needed.ToString("N0", CultureInfo.InvariantCulture), tasks.Count.ToString("N0", CultureInfo.InvariantCulture), processors.Length.ToString(CultureInfo.InvariantCulture));
        PerfEvents events = new(pid, plan, processors);
        gap = events.FollowAll(files);
        if (gap is null)
            return events;
        events.Dispose();
        return gap;
    }

    /// <summary>How often the events have happened, in followed threads that have ended too.</summary>
    public long Total()
    {
        ulong sum = 0, one = 0;
        foreach (SafeFileHandle file in _files)
        {
            if (Libc.Read(file, &one, sizeof(ulong)) == sizeof(ulong))
                sum = unchecked(sum + one);
        }
        return (long)Math.Min(sum, long.MaxValue);
    }

    /// <summary>Lets go of what there is, and of what was lost of it: nobody read while events were opened.</summary>
    public void Forget(KernelThreads threads)
    {
        Drain(threads, static _ => { });
        foreach (PerfRing? ring in _rings)
            ring?.Forget();
    }

    /// <summary>More may have been lost than the kernel told.</summary>
    public bool WasFull
    {
        get
        {
            foreach (PerfRing? ring in _rings)
            {
                if (ring?.WasFull == true)
                    return true;
            }
            return false;
        }
    }

    public void Dispose()
    {
        foreach (PerfRing? ring in _rings)
            ring?.Dispose();
        Array.Clear(_rings);
        foreach (SafeFileHandle file in _files)
            file.Dispose();
    }

    /// <summary>Until a look at the threads finds none that is new: one may begin another before it is followed itself.</summary>
    Gap? FollowAll(DirectoryFiles files)
    {
        for (int scan = 0; scan < ScansOfThreads; scan++)
        {
            bool isNew = false;
            foreach (string name in files.List("task").Or([]))
            {
                if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int tid) || !_threads.Add(tid))
                    continue;
                isNew = true;
                MayDouble |= scan > 0;
                bool isChainless = _plan.IsChainless is { } which && which(Encoding.UTF8.GetString(files.Read($"task/{name}/comm", 256).Or([])).TrimEnd());
                if (Follow(tid, isChainless) is { } gap)
                    return gap;
            }
            if (!isNew)
                break;
        }
        return _files.Count > 0 ? null : Gaps.TargetGone.At(files.Place);
    }

    Gap? Follow(int tid, bool isChainless)
    {
        SampleParts parts = isChainless ? _plan.Parts & ~SampleParts.CallChain : _plan.Parts;
        for (int at = 0; at < _processors.Length; at++)
        {
            for (int source = 0; source < _plan.Sources.Count; source++)
            {
                SafeFileHandle? file = OpenOne(tid, _processors[at], _plan.Sources[source], parts, source == 0, out int errno);
                // The thread has ended, or the processor was taken away.
                if (file is null && errno is Errno.ESRCH or 19)
                    break;
                if (file is null)
                    return Refused(errno);
                _files.Add(file);
                if (Connect(file, at, _plan.Sources[source].Filter) is { } gap)
                    return gap;
                ulong id = 0;
                if (Libc.IoCtl((int)file.DangerousGetHandle(), Libc.PerfId, &id) == 0)
                    _rootOfEvent[id] = (tid, at);
                if (isChainless)
                    _chainless.Add(id);
                _ = Libc.IoCtl(file, Libc.PerfEnable, 0);
            }
        }
        return null;
    }

    SafeFileHandle? OpenOne(int tid, int processor, PerfSource source, SampleParts parts, bool names, out int errno)
    {
        PerfFlags flags = PerfFlags.Disabled | PerfFlags.Inherit | PerfFlags.InheritThread | PerfFlags.Watermark | PerfFlags.NoKernelChain | PerfFlags.UseClock
            | (names ? PerfFlags.Comm | PerfFlags.CommExec | PerfFlags.SampleIdAll : 0);
        Libc.PerfAttributes attributes = new()
        {
            Type = source.Type,
            Size = Libc.PerfAttributes.Bytes,
            Config = source.Config,
            Period = _plan.Period,
            SampleType = (ulong)parts,
            // For each half of a ring, whatever size it gets (rb_alloc): to wake the reader takes an interrupt, which is dear in a virtual machine.
            Wakeup = 0,
            UserRegisters = (_plan.Parts & SampleParts.UserRegisters) != 0 ? PerfPlan.CallRegisters : 0,
            UserStack = (_plan.Parts & SampleParts.UserStack) != 0 ? _plan.StackBytes : 0,
            Clock = Libc.MonotonicClock,
        };
        for (int round = 0; ; round++)
        {
            attributes.Flags = (ulong)(round == 0 ? flags : flags & ~PerfFlags.InheritThread);
            nint file = Libc.PerfEventOpen(Libc.PerfEventCall, &attributes, tid, processor, -1, Libc.PerfCloseOnExec);
            errno = file < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (file >= 0)
                return new SafeFileHandle(file, ownsHandle: true);
            // Before Linux 5.13: then children are followed too, and told by their pid.
            if (errno is not (Errno.EINVAL or Errno.E2BIG) || round > 0)
                return null;
        }
    }

    Gap? Connect(SafeFileHandle file, int at, string? filter)
    {
        if (filter is not null)
        {
            fixed (byte* text = Encoding.ASCII.GetBytes(filter + "\0"))
            {
                if (Libc.IoCtl(file, Libc.PerfSetFilter, (nint)text) != 0)
                    return Refused(Marshal.GetLastPInvokeError());
            }
        }
        if (_first[at] is { } first)
            return Libc.IoCtl(file, Libc.PerfSetOutput, first.DangerousGetHandle()) == 0 ? null : Refused(Marshal.GetLastPInvokeError());
        int bytes = _plan.RingBytes;
        long most = Math.Min(_plan.AllRingsBytes, OfMachine() / MemoryShare);
        while (bytes > LeastRing && (long)bytes * _processors.Length > most)
            bytes /= 2;
        for (; bytes >= SmallestRing; bytes /= 2)
        {
            if (PerfRing.Map(file, bytes, out int errno) is { } ring)
            {
                (_rings[at], _first[at]) = (ring, file);
                return null;
            }
            if (errno is not (Errno.EPERM or Errno.ENOMEM))
                return Refused(errno);
        }
        return Gaps.KernelRingsRefused.At("perf_event_mlock_kb", nameof(Errno.EPERM));
    }

    static long OfMachine() => DirectoryFiles.OfFolder("/proc").Read("meminfo", Limits.ProcFileBytes).Try(out byte[]? text, out _)
        && MeminfoText.Parse(text, "/proc/meminfo").Value.Total is { } total ? total.Value.Value : 0;

    static Gap Refused(int errno) => errno switch
    {
        Errno.EPERM or Errno.EACCES => Gaps.KernelEventsForbidden.At("perf_event_open", Errno.Name(errno), Processors.Paranoia()),
        Errno.ENOSYS or Errno.ENOENT or 95 => Gaps.KernelEventsAbsent.At("perf_event_open", Errno.Name(errno)),
        23 or 24 => Gaps.KernelEventsTooMany.At("perf_event_open", Errno.Name(errno), "more", "all", "all"),
        _ => Gaps.KernelEventsAbsent.At("perf_event_open", Errno.Name(errno)),
    };
}
