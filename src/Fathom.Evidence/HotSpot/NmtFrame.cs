namespace Fathom.Evidence.HotSpot;

/// <summary>A frame of an allocation site; code without a symbol (a stub, JIT) is an address only.</summary>
/// <param name="Library">Named for frames outside libjvm only, from JDK 21 on.</param>
public sealed record NmtFrame(Address At, string? Symbol, string? Library = null);
