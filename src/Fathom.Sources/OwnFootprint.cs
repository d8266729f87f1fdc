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

    // What taking the line apart and writing a refusal peak at (7 MiB of a process, less what its start has taken).
    static readonly Bytes Least = Bytes.FromMiB(3);

    const int LargeText = 4 << 20;
    static int _hasGrown;

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

    /// <summary>The same before anything else is done, where not even the refusal might find room later.</summary>
    public static Gap? ClaimLeast(CgroupUsage? own) =>
        own?.Headroom is { } room && room < Least ? Gaps.NoHeadroom.At(own.Path, null, Mebibytes(room), Mebibytes(Needed)) : null;

    /// <summary>
    /// Between two looks of one answer: the runtime collects only once there is as much garbage as the processor's
    /// largest cache holds, so that a second look would come on top of the first one's.
    /// </summary>
    public static void Shrink() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>
    /// What a large text says is kept to the end: a collection while it is read copies all of that and frees little. There is
    /// none until about as much as the text has been taken, unless a limit is near. Once only: the runtime starts no second
    /// stretch after one whose room was used up, and takes the question for a fault.
    /// </summary>
    public static void GrowFor(int textBytes)
    {
        long growth = 2L * textBytes;
        if (textBytes < LargeText || GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 < growth)
            return;
        if (Interlocked.Exchange(ref _hasGrown, 1) == 0)
            _ = GC.TryStartNoGCRegion(growth, textBytes);
    }

    /// <summary>What the runtime may take: three quarters of the container's limit, or less where little of it is left.</summary>
    public static string Limit => Mebibytes(new Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));

    /// <summary>
    /// What is read whole must fit with what is made of it. The runtime itself faults (.NET 10, 9) where one array is larger than a
    /// limit that was lowered while it ran.
    /// </summary>
    public static bool HasRoomFor(FileInfo file) => !file.Exists || file.Length <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3;

    public static CgroupUsage? OwnCgroup() => new CgroupReader().Read(DirectoryFiles.OfFolder("/proc/self")).Or(null);

    /// <summary>The most this process has had in memory.</summary>
    public static Bytes? Peak() =>
        StatusText.Parse(DirectoryFiles.OfFolder("/proc/self").Read("status", 64 * 1024).Or([]), "status").Value.PeakResident;

    static string Mebibytes(Bytes size) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{size.Value / (1024.0 * 1024):0.0} MiB");
}
