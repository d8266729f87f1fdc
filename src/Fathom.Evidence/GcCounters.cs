using System.Globalization;

namespace Fathom.Evidence;

/// <summary>What a JVM counts of its own memory, in one form for all collectors. Null is: not counted here.</summary>
public sealed record GcCounters
{
    // Generations and spaces are numbered from 0; no JVM from 8 to 25 has more than three of either.
    const int Most = 8;

    public IReadOnlyList<HeapSpace> Spaces { get; init; } = [];

    public IReadOnlyList<Collections> Collectors { get; init; } = [];

    /// <summary>The class part is in both: metaspace counts it, class space is it.</summary>
    public HeapSpace? Metaspace { get; init; }

    public HeapSpace? ClassSpace { get; init; }

    public string? Policy { get; init; }

    public string? LastCause { get; init; }

    public static GcCounters Of(PerfData data) => new()
    {
        Spaces = [.. Generations().SelectMany(each => Space(data, each) is { } space ? new[] { space } : [])],
        Collectors = [.. Enumerable.Range(0, Most).SelectMany(i => Collector(data, i) is { } one ? new[] { one } : [])],
        Metaspace = Named(data, "metaspace", "sun.gc.metaspace"),
        ClassSpace = Named(data, "class space", "sun.gc.compressedclassspace"),
        Policy = data.Text("sun.gc.policy.name"),
        LastCause = data.Text("sun.gc.lastCause"),
    };

    static IEnumerable<(string Generation, string Space)> Generations() =>
        from generation in Enumerable.Range(0, Most)
        from space in Enumerable.Range(0, Most)
        let prefix = string.Create(CultureInfo.InvariantCulture, $"sun.gc.generation.{generation}")
        select (prefix, string.Create(CultureInfo.InvariantCulture, $"{prefix}.space.{space}"));

    /// <summary>G1 calls the only space of its old generation "space".</summary>
    static HeapSpace? Space(PerfData data, (string Generation, string Space) at) =>
        data.Text(at.Space + ".name") is { } name
            ? Named(data, name == "space" ? data.Text(at.Generation + ".name") ?? name : name, at.Space)
            : null;

    static HeapSpace? Named(PerfData data, string name, string prefix) =>
        data.Size(prefix + ".capacity") is { } capacity && data.Size(prefix + ".used") is { } used
            ? new HeapSpace(name, capacity, used, data.Size(prefix + ".maxCapacity"))
            : null;

    static Collections? Collector(PerfData data, int number)
    {
        string prefix = string.Create(CultureInfo.InvariantCulture, $"sun.gc.collector.{number}");
        return data.Number(prefix + ".invocations") is { } count
            ? new Collections(data.Text(prefix + ".name") ?? prefix, count, data.Ticks(prefix + ".time"))
            : null;
    }
}

/// <summary>Committed and used; the most it may become, where the JVM says.</summary>
public sealed record HeapSpace(string Name, Bytes Capacity, Bytes Used, Bytes? Max);

/// <summary>How often a collector ran, and how long in all.</summary>
public sealed record Collections(string Name, long Count, TimeSpan? Time);
