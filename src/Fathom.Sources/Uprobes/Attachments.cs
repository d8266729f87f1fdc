using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Native;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Uprobes;

/// <summary>The programs at their places in the target's code. The kernel takes the breakpoints out again when a descriptor is closed, however fathom ends.</summary>
sealed unsafe class Attachments(int pid, uint eventType, SamplingPrograms programs) : IDisposable
{
    const int ClosingStackBytes = 256 * 1024;

    readonly List<SafeFileHandle> _events = [];
    readonly Dictionary<(AllocatorCall Call, bool IsReturn, AddressRange? Within), SafeFileHandle> _made = [];

    /// <summary>Frees first, and the beginnings of allocations last: what is seen to be made is seen to be freed.</summary>
    public Gap? Attach(IReadOnlyList<AllocatorEntry> entries)
    {
        foreach (AllocatorEntry entry in entries)
        {
            if (entry.Call == AllocatorCall.Free && Attach(entry, isReturn: false) is { } gap)
                return gap;
        }
        foreach (bool isReturn in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (AllocatorEntry entry in entries)
            {
                if (entry.Call != AllocatorCall.Free && Attach(entry, isReturn) is { } gap)
                    return gap;
            }
        }
        return null;
    }

    /// <summary>Each close waits until no processor is in the program any more, a sixth of a second: all of them wait at once.</summary>
    public void Dispose()
    {
        Thread[] closing = [.. _events.Select(each => new Thread(each.Dispose, ClosingStackBytes))];
        foreach (Thread thread in closing)
            thread.Start();
        foreach (Thread thread in closing)
            thread.Join();
        foreach (SafeFileHandle program in _made.Values)
            program.Dispose();
        _events.Clear();
        _made.Clear();
    }

    Gap? Attach(AllocatorEntry entry, bool isReturn)
    {
        if (!Program(entry, isReturn).Try(out SafeFileHandle? program, out Gap? gap))
            return gap;
        // By its descriptor: the file that is mapped, whatever stands under its name now.
        byte[] path = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{(int)entry.File.DangerousGetHandle()}\0"));
        int made;
        fixed (byte* pathAt = path)
        {
            Libc.UprobeEvent probe = new() { Type = eventType, Size = (uint)sizeof(Libc.UprobeEvent), IsReturn = isReturn ? 1UL : 0, Path = pathAt, Offset = entry.Offset };
            made = (int)Libc.OpenUprobe(Libc.PerfEventOpenCall, &probe, pid, -1, -1, Libc.CloseEventOnExec);
        }
        if (made < 0)
            return KernelRefusals.Of("perf_event_open of " + entry.Function, Marshal.GetLastPInvokeError());
        _events.Add(new SafeFileHandle(made, ownsHandle: true));
        return Libc.EventControl(made, Libc.GiveEventProgram, program.DangerousGetHandle()) == 0 && Libc.EventControl(made, Libc.EnableEvent, 0) == 0
            ? null
            : KernelRefusals.Of("ioctl of a probe", Marshal.GetLastPInvokeError());
    }

    /// <summary>Each of a kind once.</summary>
    Result<SafeFileHandle> Program(AllocatorEntry entry, bool isReturn)
    {
        (AllocatorCall, bool, AddressRange?) key = (entry.Call, isReturn, isReturn ? null : entry.Within);
        if (_made.TryGetValue(key, out SafeFileHandle? known))
            return known;
        Result<SafeFileHandle> made = BpfObjects.Program(isReturn ? programs.Return(entry.Call) : programs.Enter(entry.Call, entry.Within));
        if (made.Ok)
            _made[key] = made.Value;
        return made;
    }
}
