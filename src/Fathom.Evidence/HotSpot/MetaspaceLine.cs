namespace Fathom.Evidence.HotSpot;

/// <summary>"Metaspace used …, committed …, reserved …" below a heap.</summary>
/// <param name="Capacity">Printed by 8 and 11 only.</param>
public sealed record MetaspaceLine(Bytes Used, Bytes Committed, Bytes Reserved, Bytes? Capacity = null);
