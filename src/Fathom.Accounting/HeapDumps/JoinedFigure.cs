namespace Fathom.Accounting.HeapDumps;

/// <summary>A figure of a heap dump beside the one that another source has of the same process.</summary>
/// <param name="Source">In words, with what it counts there.</param>
/// <param name="IsAll">Both count the same; else the dump's is a part of the other.</param>
public sealed record JoinedFigure(string What, long Dumped, string Source, long Other, bool IsBytes, bool IsAll)
{
    /// <summary>The dump and the report are of two moments.</summary>
    const double Drift = 0.05;

    /// <summary>So much comes and goes in any JVM.</summary>
    const long Few = 5, Little = 1 << 20;

    long Room => Math.Max(IsBytes ? Little : Few, (long)(Math.Max(Dumped, Other) * Drift));

    /// <summary>Below zero where the dump has more.</summary>
    public long Difference => Other - Dumped;

    public bool Agrees => Difference >= -Room && (!IsAll || Difference <= Room);
}
