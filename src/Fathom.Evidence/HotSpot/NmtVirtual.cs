namespace Fathom.Evidence.HotSpot;

/// <summary>Mapped memory as NMT counts it: reserved address space and the part of it that may be touched.</summary>
/// <param name="Peak">The highest committed figure so far; null before JDK 21.</param>
public sealed record NmtVirtual(NmtAmount Reserved, NmtAmount Committed, Bytes? Peak = null);
