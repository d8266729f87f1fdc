using System.Runtime;
using Fathom.Evidence;
using Fathom.Sources.Cgroup;
using Fathom.Sources.Proc;

namespace Fathom.Sources;

/// <summary>
/// fathom may run inside the container that is about to be killed: it reads the room that is left there before it
/// takes any itself.
/// </summary>
public static class OwnFootprint
{
    // What a look peaks at beyond what is taken at this point already (bench/, "peak").
    static readonly Bytes Needed = Bytes.FromMiB(12);
    static readonly Bytes Comfortable = Bytes.FromMiB(48);

    const int LargeText = 4 << 20;
    static readonly Lock Growing = new();

    /// <summary>A refusal where fathom itself could cause the kill; with little room it makes itself small.</summary>
    public static Gap? Claim(CgroupUsage? own)
    {
        if (own?.Headroom is not { } room)
            return null;
        if (room < Needed)
            return Gaps.NoHeadroom.At(own.Path, null, Mebibytes(room), Mebibytes(Needed));
        if (room < Comfortable)
        {
            AppContext.SetData("GCHeapHardLimit", (ulong)(room.Value / 2));
            GC.RefreshMemoryLimit();
        }
        return null;
    }

    /// <summary>
    /// Between two looks of one answer: the runtime collects only once there is as much garbage as the processor's
    /// largest cache holds, so that a second look would come on top of the first one's.
    /// </summary>
    public static void Shrink() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>
    /// What a large text says is kept to the end: a collection while it is read copies all of that and frees little. There is
    /// none until about as much as the text has been taken, unless a limit is near.
    /// </summary>
    public static void GrowFor(int textBytes)
    {
        long growth = 2L * textBytes;
        if (textBytes < LargeText || GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 < growth)
            return;
        lock (Growing)
        {
            if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
                _ = GC.TryStartNoGCRegion(growth, textBytes);
        }
    }

    public static CgroupUsage? OwnCgroup() => new CgroupReader().Read(DirectoryFiles.OfFolder("/proc/self")).Or(null);

    /// <summary>The most this process has had in memory.</summary>
    public static Bytes? Peak() =>
        StatusText.Parse(DirectoryFiles.OfFolder("/proc/self").Read("status", 64 * 1024).Or([]), "status").Value.PeakResident;

    static string Mebibytes(Bytes size) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{size.Value / (1024.0 * 1024):0.0} MiB");
}
