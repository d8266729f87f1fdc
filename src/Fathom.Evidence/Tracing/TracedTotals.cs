namespace Fathom.Evidence.Tracing;

/// <summary>All that lives of what the probe saw being made.</summary>
/// <param name="Bytes">As malloc was asked for them.</param>
/// <param name="ChunkBytes">As glibc's malloc counts them, with headers.</param>
/// <param name="Deviation">Of the chunks' bytes, from the sampling.</param>
/// <param name="Young">Chunks' bytes of what is younger than a second, and may be gone in the next.</param>
public readonly record struct TracedTotals(double Bytes, double ChunkBytes, double Deviation, double Young);

/// <summary>A profile, how it came to it, and its sums.</summary>
public sealed record TracedProfile(Profiles.AllocationProfile Profile, TraceWindow Window, TracedTotals Totals);
