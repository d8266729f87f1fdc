namespace Fathom.Evidence.HotSpot;

/// <summary>
/// Metaspace as the Class category prints it below itself. From JDK 16 on its bytes are counted in the category
/// Metaspace, so it must not be added to Class.
/// </summary>
/// <param name="Free">Printed by JDK 11 only.</param>
public sealed record NmtMetadata(
    NmtAmount Reserved, NmtAmount Committed, NmtAmount? Used, NmtAmount? Free, NmtAmount? Waste);
