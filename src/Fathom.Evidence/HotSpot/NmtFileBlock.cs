namespace Fathom.Evidence.HotSpot;

/// <param name="File">The JVM's name for it: "ZGC heap backing file".</param>
/// <param name="Offset">In the file; where it is mapped is not told, and can be several places.</param>
public sealed record NmtFileBlock(string File, long Offset, Bytes Size, string? Tag);
