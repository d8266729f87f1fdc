namespace Fathom.Evidence.HotSpot;

/// <summary>One class loader's metaspace.</summary>
public sealed record MetaspaceLoader(Address Data, string Name, long? Classes)
{
    public MetaspaceUsage? NonClass { get; init; }

    public MetaspaceUsage? Class { get; init; }

    public MetaspaceUsage? Both { get; init; }
}
