namespace Fathom.Evidence.HotSpot;

/// <summary>What of VM.info tells where memory lies. It lists no threads and no stacks.</summary>
public sealed record VmInfo
{
    /// <summary>"OpenJDK 64-Bit Server VM (17.0.15+6, mixed mode, sharing, …)".</summary>
    public string? Vm { get; init; }

    /// <summary>Null under ZGC, which prints no address.</summary>
    public AddressRange? Heap { get; init; }

    public string? CompressedOops { get; init; }

    public AddressRange? CdsArchive { get; init; }

    public AddressRange? ClassSpace { get; init; }

    public Address? NarrowKlassBase { get; init; }

    public int? NarrowKlassShift { get; init; }

    public AddressRange? CardTable { get; init; }

    /// <summary>Mark bitmaps, by their printed names: "Bits", "Prev Bits", "Begin Bits" …</summary>
    public IReadOnlyList<NamedRange> Bits { get; init; } = [];

    public AddressRange? PollingPage { get; init; }

    public IReadOnlyList<HeapRegion> Regions { get; init; } = [];

    public HeapInfo? HeapInfo { get; init; }

    public MetaspaceReport? Metaspace { get; init; }

    public CodeCacheReport? CodeCache { get; init; }

    public DynLibs? Libraries { get; init; }

    /// <summary>Null where NMT is off.</summary>
    public NmtReport? Nmt { get; init; }

    /// <summary>False where the JVM says that it found no container; null where it does not speak of one.</summary>
    public bool? InContainer { get; init; }

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
