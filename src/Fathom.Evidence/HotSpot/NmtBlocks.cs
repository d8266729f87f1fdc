namespace Fathom.Evidence.HotSpot;

/// <summary>Malloc blocks or arenas of one tag: requested bytes, without headers and malloc's own overhead.</summary>
/// <param name="Count">Null where the report prints none: arena chunks in 8 and 11.</param>
/// <param name="Peak">The highest size so far; null before JDK 17.</param>
public sealed record NmtBlocks(
    NmtAmount Size, long? Count, long CountChange = 0, Bytes? Peak = null, long? PeakCount = null);
