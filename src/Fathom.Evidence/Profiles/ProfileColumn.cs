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
    LeakedCount,
    LeakedBytes,
}

/// <param name="Name">As pprof calls it: inuse_space.</param>
/// <param name="Unit">bytes, count, nanoseconds; empty where nothing tells it.</param>
public sealed record ProfileColumn(string Name, string Unit, ProfileMeasure Measure)
{
    public static ProfileColumn InUseCount { get; } = new("inuse_objects", "count", ProfileMeasure.InUseCount);

    public static ProfileColumn InUseBytes { get; } = new("inuse_space", "bytes", ProfileMeasure.InUseBytes);

    public static ProfileColumn AllocatedCount { get; } = new("alloc_objects", "count", ProfileMeasure.AllocatedCount);

    public static ProfileColumn AllocatedBytes { get; } = new("alloc_space", "bytes", ProfileMeasure.AllocatedBytes);

    /// <summary>In use to the end, and not younger than the last tenth of what was recorded: what async-profiler's converter calls a leak.</summary>
    public static ProfileColumn LeakedCount { get; } = new("leak_objects", "count", ProfileMeasure.LeakedCount);

    public static ProfileColumn LeakedBytes { get; } = new("leak_space", "bytes", ProfileMeasure.LeakedBytes);

    /// <summary>In words, where the profiler means more, or less, than others by it: possibly lost.</summary>
    public string? Title { get; init; }

    public bool IsBytes => Unit == "bytes";
}
