using Fathom.Evidence;

namespace Fathom.Accounting.Growth;

/// <summary>How one thing went over the looks, in bytes.</summary>
public sealed record GrowthLine(GrowthOf Of, StraightLine Line, Bytes First, Bytes Last)
{
    /// <summary>Below five errors a slope is noise: a slow leak in noise had 2.6 in RSS, 1.1 in live malloc, 849 in its size class.</summary>
    public bool IsSignificant => Line.Points >= Growth.FewestLooks && Math.Abs(Line.T) > 5;

    public bool Grows => IsSignificant && Line.Slope > 0 && Last > First;
}
