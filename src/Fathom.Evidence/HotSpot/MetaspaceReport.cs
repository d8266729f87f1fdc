namespace Fathom.Evidence.HotSpot;

/// <summary>VM.metaspace with any of its options (HotSpot: memory/metaspace/metaspaceReporter.cpp).</summary>
public sealed record MetaspaceReport
{
    public long? Loaders { get; init; }

    public long? Classes { get; init; }

    public long? SharedClasses { get; init; }

    public MetaspaceUsage? NonClassUsage { get; init; }

    public MetaspaceUsage? ClassUsage { get; init; }

    public MetaspaceUsage? BothUsage { get; init; }

    public MetaspaceVirtual? NonClassSpace { get; init; }

    public MetaspaceVirtual? ClassSpace { get; init; }

    public MetaspaceVirtual? BothSpaces { get; init; }

    /// <summary>Where metaspace lies, to the byte; filled by the option vslist.</summary>
    public IReadOnlyList<MetaspaceNode> Nodes { get; init; } = [];

    /// <summary>Class loaders with their usage; filled by the option show-loaders.</summary>
    public IReadOnlyList<MetaspaceLoader> PerLoader { get; init; } = [];

    /// <summary>Null where it is unlimited, which is the default, or not told.</summary>
    public Bytes? MaxSize { get; init; }

    public Bytes? ClassSpaceSize { get; init; }

    public Bytes? CommitGranule { get; init; }

    public bool? SharesClasses { get; init; }

    public Address? NarrowKlassBase { get; init; }

    public AddressRange? KlassRange { get; init; }

    public AddressRange? ProtectionZone { get; init; }

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
