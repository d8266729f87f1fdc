namespace Fathom.Views.Profiles;

/// <summary>Figures beside edges, none on another: each takes the first of the places on its edge that is free, or stands in the title only.</summary>
sealed class CallGraphLabels
{
    public const double Letters = 9.5;

    const double Height = 12;

    readonly List<(double Left, double Top, double Right)> _taken = [];

    public double Right { get; private set; }

    static ReadOnlySpan<double> Along => [0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78];

    /// <summary>The left end of a label, at the right of a line between two rows.</summary>
    public (double X, double Y)? Place(string label, (double X, double Y) from, (double X, double Y) to, double thick)
    {
        double width = (label.Length * Letters * CallGraphBox.LetterWidth) + 4;
        foreach (double along in Along)
        {
            (double x, double y) = (Curve(from.X, from.X, to.X, to.X, along), Curve(from.Y, (from.Y + to.Y) / 2, (from.Y + to.Y) / 2, to.Y, along));
            double left = x + (thick / 2) + 3;
            if (!IsFree(left, y - (Height / 2), left + width))
                continue;
            _taken.Add((left, y - (Height / 2), left + width));
            Right = Math.Max(Right, left + width);
            return (left, y);
        }
        return null;
    }

    bool IsFree(double left, double top, double right)
    {
        foreach ((double Left, double Top, double Right) other in _taken)
        {
            if (left < other.Right && right > other.Left && Math.Abs(top - other.Top) < Height)
                return false;
        }
        return true;
    }

    /// <summary>Bézier's cubic.</summary>
    static double Curve(double a, double b, double c, double d, double t) =>
        (a * (1 - t) * (1 - t) * (1 - t)) + (3 * b * (1 - t) * (1 - t) * t) + (3 * c * (1 - t) * t * t) + (d * t * t * t);
}
