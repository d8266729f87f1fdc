using Fathom.Evidence.Profiles;

namespace Fathom.Sources.Profiles.Heaptrack;

/// <summary>What heaptrack counts. It calls leaked what nobody gave back before the end, and temporary what was given back before anything else was asked for.</summary>
static class HeaptrackColumns
{
    public static IReadOnlyList<ProfileColumn> All { get; } =
    [
        ProfileColumn.InUseCount with { Title = "not freed by the end" }, ProfileColumn.InUseBytes with { Title = "not freed by the end" },
        ProfileColumn.AllocatedCount with { Title = "allocated in all" }, ProfileColumn.AllocatedBytes with { Title = "allocated in all" },
        Peak, Temporary,
    ];

    public static ProfileColumn Peak => new("peak_space", "bytes", ProfileMeasure.Other) { Title = "at the highest total" };

    public static ProfileColumn Temporary => new("temporary_objects", "count", ProfileMeasure.Other) { Title = "freed at once" };
}
