using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Cgroup;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Uprobes;

/// <summary>Why the kernel is not to watch, or will not.</summary>
static class KernelRefusals
{
    const string EventTypes = "/sys/bus/event_source/devices/uprobe";

    /// <summary>The tables are charged to fathom's own container, which may be the target's.</summary>
    static readonly Bytes Needed = new(48 * 1024 * 1024);

    /// <summary>The number under which the kernel knows probes of functions.</summary>
    public static Result<uint> EventType()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return Gaps.KernelEngineAbsent.At(RuntimeInformation.ProcessArchitecture.ToString());
        CgroupUsage? usage = new CgroupReader().Read(DirectoryFiles.OfFolder("/proc/self")).Or(null);
        if (usage?.Headroom is { } room && room < Needed)
            return Gaps.KernelNoRoom.At(usage.Path, null, string.Create(CultureInfo.InvariantCulture, $"{room.Value / (1024.0 * 1024):0.0} MiB"));
        byte[]? text = DirectoryFiles.OfFolder(EventTypes).Read("type", 64).Or(null);
        return text is not null && uint.TryParse(text, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out uint type)
            ? type
            : Gaps.KernelEngineAbsent.At(EventTypes + "/type");
    }

    /// <summary>A filter that does not know the kernel's own call would end the target at its first malloc (proc(5): 0 is none).</summary>
    public static Gap? OfFilter(DirectoryFiles files, string? release) =>
        release is not null && CallFilters.FirstThread(files) is { } filtered
            ? Gaps.KernelFiltered.At($"{files.Place}/task/{filtered}/status", null, release) : null;

    public static Gap Of(string call, int errno) => errno switch
    {
        Errno.EPERM or Errno.EACCES => Gaps.KernelNotPermitted.At(call, Errno.Name(errno)),
        Errno.ENOSYS => Gaps.KernelEngineAbsent.At(call, Errno.Name(errno)),
        Errno.ESRCH => Gaps.TargetGone.At(call),
        _ => Gaps.KernelRefused.At(call, Errno.Name(errno)),
    };
}
