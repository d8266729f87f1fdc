using Fathom.Evidence.HotSpot;

namespace Fathom.Evidence.Saved;

/// <summary>What a Prometheus text tells of JVMs and containers: an exporter's of one, Prometheus' own of many.</summary>
public sealed record JvmMetrics
{
    public IReadOnlyList<MeteredJvm> Jvms { get; init; } = [];

    /// <summary>Null where there are several: nothing says which of them is meant.</summary>
    public MeteredJvm? Only => Jvms is [var only] ? only : null;

    /// <summary>Of cAdvisor and kube-state-metrics.</summary>
    public IReadOnlyList<MetricContainer> Containers { get; init; } = [];

    /// <summary>Well-formed samples of other things.</summary>
    public long Others { get; init; }

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}

/// <summary>What was scraped of one JVM.</summary>
/// <param name="Name">Its pod and instance; empty where its exporter was asked itself.</param>
public sealed record MeteredJvm(string Name)
{
    /// <summary>"heap" and "nonheap", where the exporter sums up itself.</summary>
    public IReadOnlyList<MetricSpace> Areas { get; init; } = [];

    public IReadOnlyList<MetricSpace> Pools { get; init; } = [];

    /// <summary>"direct", "mapped": committed is their capacity.</summary>
    public IReadOnlyList<MetricSpace> Buffers { get; init; } = [];

    /// <summary>Of NMT, by its category.</summary>
    public IReadOnlyList<MetricSpace> Native { get; init; } = [];

    public Bytes? Resident { get; init; }

    public Bytes? Virtual { get; init; }

    public long? Threads { get; init; }
}

/// <summary>A pool as its MXBean counts it; what is not sent, or is -1 there, is null.</summary>
public sealed record MetricSpace(string Name)
{
    public string? Area { get; init; }

    public Bytes? Used { get; init; }

    public Bytes? Committed { get; init; }

    public Bytes? Reserved { get; init; }

    public Bytes? Max { get; init; }

    public long? Count { get; init; }
}

public sealed record MetricContainer(string Name, string? Pod)
{
    public Bytes? Usage { get; init; }

    /// <summary>Usage without inactive page cache: what the kubelet evicts by.</summary>
    public Bytes? WorkingSet { get; init; }

    public Bytes? Anonymous { get; init; }

    public Bytes? Cache { get; init; }

    public Bytes? Swap { get; init; }

    public Bytes? Limit { get; init; }

    public long? Failures { get; init; }

    public bool WasKilledForMemory { get; init; }
}
