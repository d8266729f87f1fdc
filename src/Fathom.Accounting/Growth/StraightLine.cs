namespace Fathom.Accounting.Growth;

/// <summary>The line through points with the least squares: how fast something grows, and how sure that is.</summary>
/// <param name="Slope">Units a second.</param>
/// <param name="Error">Its standard error.</param>
public readonly record struct StraightLine(double Slope, double Error, int Points)
{
    /// <summary>How many errors the slope is away from none. What does not move at all has no slope.</summary>
    public double T => Error > 0 ? Slope / Error : Slope == 0 ? 0 : Slope > 0 ? double.PositiveInfinity : double.NegativeInfinity;

    /// <summary>Null for fewer than three points, or points of one moment.</summary>
    public static StraightLine? Through(IReadOnlyList<(double Seconds, double Value)> points)
    {
        if (points.Count < 3)
            return null;
        double meanX = points.Average(point => point.Seconds), meanY = points.Average(point => point.Value);
        double xx = points.Sum(point => (point.Seconds - meanX) * (point.Seconds - meanX));
        if (xx <= 0)
            return null;
        double slope = points.Sum(point => (point.Seconds - meanX) * (point.Value - meanY)) / xx;
        double rest = points.Sum(point => Square(point.Value - meanY - (slope * (point.Seconds - meanX))));
        return new StraightLine(slope, Math.Sqrt(rest / (points.Count - 2) / xx), points.Count);
    }

    static double Square(double value) => value * value;
}
