using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Sources.Proc;

/// <summary>Processes that have no memory to look at: kernel threads and zombies.</summary>
static class Absence
{
    public static Gap? Of(ProcessBirth birth, Snapshot snapshot, string place)
    {
        string pid = snapshot.Target.Pid?.ToString(CultureInfo.InvariantCulture) ?? "";
        if (birth.IsKernelThread)
            return Gaps.KernelThread.At(place, null, pid, snapshot.Status.Name);
        if (snapshot.Status.State is 'Z' or 'X')
            return Gaps.Zombie.At(place, null, pid,
                birth.ParentPid.ToString(CultureInfo.InvariantCulture));
        return null;
    }
}
