namespace Fathom.Evidence.HotSpot;

/// <summary>GC.heap_info of any collector.</summary>
public sealed record HeapInfo
{
    /// <summary>"garbage-first heap" … as printed; the first generation's name for Serial and Parallel.</summary>
    public string Name { get; init; } = "";

    /// <summary>The whole heap, or each generation; their eden, from and to are below them.</summary>
    public IReadOnlyList<ReportedSpace> Spaces { get; init; } = [];

    public Bytes? RegionSize { get; init; }

    public long? YoungRegions { get; init; }

    public long? SurvivorRegions { get; init; }

    /// <summary>Used and committed metaspace, both kinds together; JDK 25 prints it elsewhere.</summary>
    public MetaspaceLine? Metaspace { get; init; }

    public MetaspaceLine? ClassSpace { get; init; }

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
