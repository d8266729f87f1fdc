namespace Fathom.Evidence.HotSpot;

/// <summary>Address space of metaspace.</summary>
public sealed record MetaspaceVirtual(Bytes Reserved, Bytes Committed, long? Nodes = null);
