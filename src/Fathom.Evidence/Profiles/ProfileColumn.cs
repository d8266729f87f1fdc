namespace Fathom.Evidence.Profiles;

/// <summary>What a value of a sample counts.</summary>
public enum ProfileMeasure
{
    /// <summary>Neither blocks nor bytes of them: time, events.</summary>
    Other,
    InUseCount,
    InUseBytes,
    AllocatedCount,
    AllocatedBytes,
}

/// <param name="Name">As pprof calls it: inuse_space.</param>
/// <param name="Unit">bytes, count, nanoseconds.</param>
public sealed record ProfileColumn(string Name, string Unit, ProfileMeasure Measure)
{
    public static ProfileColumn InUseCount { get; } = new("inuse_objects", "count", ProfileMeasure.InUseCount);

    public static ProfileColumn InUseBytes { get; } = new("inuse_space", "bytes", ProfileMeasure.InUseBytes);

    public static ProfileColumn AllocatedCount { get; } = new("alloc_objects", "count", ProfileMeasure.AllocatedCount);

    public static ProfileColumn AllocatedBytes { get; } = new("alloc_space", "bytes", ProfileMeasure.AllocatedBytes);

    public bool IsBytes => Unit == "bytes";
}
