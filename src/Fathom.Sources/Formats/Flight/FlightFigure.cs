namespace Fathom.Sources.Formats.Flight;

/// <summary>An event whose figures are followed over time (JDK, metadata.xml). A field with # counts, the others are bytes.</summary>
sealed record FlightFigure(string Event, string? Key, IReadOnlyList<string> Fields)
{
    public const int MostPaths = 16;

    static readonly FlightFigure[] All =
    [
        new("jdk.ResidentSetSize", null, ["size", "peak"]),
        new("jdk.NativeMemoryUsageTotal", null, ["reserved", "committed"]),
        new("jdk.NativeMemoryUsage", "type", ["reserved", "committed"]),
        new("jdk.DirectBufferStatistics", null, ["maxCapacity", "#count", "totalCapacity", "memoryUsed"]),
        new("jdk.ContainerMemoryUsage", null, ["#memoryFailCount", "memoryUsage", "swapMemoryUsage"]),
        new("jdk.ContainerConfiguration", null, ["memoryLimit", "memorySoftLimit", "swapMemoryLimit", "hostTotalMemory", "hostTotalSwapMemory"]),
        new("jdk.JavaThreadStatistics", null, ["#activeCount", "#daemonCount", "#accumulatedCount", "#peakCount"]),
        new("jdk.MetaspaceSummary", "when",
        [
            "gcThreshold", "metaspace.committed", "metaspace.used", "metaspace.reserved", "dataSpace.committed", "dataSpace.used", "dataSpace.reserved",
            "classSpace.committed", "classSpace.used", "classSpace.reserved",
        ]),
        new("jdk.GCHeapSummary", "when", ["heapUsed", "heapSpace.committedSize", "heapSpace.reservedSize"]),
    ];

    /// <summary>The time and the key stand first; where an event has no key, nothing is called so.</summary>
    public IReadOnlyList<string> Paths { get; } = ["startTime", Key ?? "", .. Fields.Select(field => field.TrimStart('#'))];

    public static FlightFigure? Of(string name) => Array.Find(All, each => each.Event == name);
}
