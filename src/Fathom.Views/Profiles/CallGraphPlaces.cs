using Fathom.Accounting.Profiles;

namespace Fathom.Views.Profiles;

/// <summary>Where everything of a call graph stands: each place as near to those it is joined to as its neighbours allow.</summary>
sealed class CallGraphPlaces
{
    const double Apart = 18;
    const double ThroughWidth = 6;
    const double RowsApart = 62;
    const int Sweeps = 24;

    /// <summary>A long edge is to be straight before anything else is.</summary>
    const double Straight = 6;

    readonly CallGraphRows _rows;
    readonly double[] _widths;
    readonly double[] _middles;
    readonly double[] _tops;
    readonly double[] _heights;

    public CallGraphPlaces(CallGraph graph, CallGraphBox[] boxes, double left, double top)
    {
        _rows = CallGraphRows.Of(graph);
        _middles = new double[_rows.Places];
        _widths = new double[_rows.Places];
        Array.Fill(_widths, ThroughWidth);
        for (int i = 0; i < boxes.Length; i++)
            _widths[i] = boxes[i].Width + (2 * boxes[i].Loop);
        (_tops, _heights) = (new double[_rows.Rows.Length], new double[_rows.Rows.Length]);
        for (int row = 0; row < _tops.Length; row++)
        {
            _tops[row] = row == 0 ? top : _tops[row - 1] + _heights[row - 1] + RowsApart;
            _heights[row] = _rows.Rows[row].Max(place => place < boxes.Length ? boxes[place].Height : 0);
        }
        for (int sweep = 0; sweep < Sweeps; sweep++)
            Sweep(down: sweep % 3 != 1, up: sweep % 3 != 0);
        double leftmost = double.MaxValue;
        for (int place = 0; place < _middles.Length; place++)
            leftmost = Math.Min(leftmost, _middles[place] - (_widths[place] / 2));
        for (int place = 0; place < _middles.Length; place++)
        {
            _middles[place] += left - leftmost;
            Right = Math.Max(Right, _middles[place] + (_widths[place] / 2));
        }
        Bottom = _tops.Length == 0 ? top : _tops[^1] + _heights[^1];
    }

    public double Right { get; }

    public double Bottom { get; }

    /// <summary>Of each edge its places from above down.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Paths => _rows.Paths;

    public double Middle(int place) => _middles[place];

    public double RowTop(int place) => _tops[_rows.RowOf(place)];

    public double RowBottom(int place) => RowTop(place) + _heights[_rows.RowOf(place)];

    void Sweep(bool down, bool up)
    {
        var sums = new double[_middles.Length];
        var weights = new double[_middles.Length];
        foreach (CallGraphStep step in _rows.Steps)
        {
            double weight = step.Upper >= _rows.Functions && step.Lower >= _rows.Functions ? Straight : 1;
            if (down)
                (sums[step.Lower], weights[step.Lower]) = (sums[step.Lower] + (weight * _middles[step.Upper]), weights[step.Lower] + weight);
            if (up)
                (sums[step.Upper], weights[step.Upper]) = (sums[step.Upper] + (weight * _middles[step.Lower]), weights[step.Upper] + weight);
        }
        for (int place = 0; place < sums.Length; place++)
            (sums[place], weights[place]) = weights[place] > 0 ? (sums[place] / weights[place], weights[place]) : (_middles[place], 0.1);
        foreach (int[] row in _rows.Rows)
            Settle(row, sums, weights);
    }

    /// <summary>Least squares with the order kept and nobody on another: neighbours that want to overlap become a block that stands where all of it wants to (pool adjacent violators).</summary>
    void Settle(int[] row, double[] wanted, double[] weights)
    {
        var shifts = new double[row.Length];
        List<(double Sum, double Weight, int Count)> blocks = new(row.Length);
        for (int i = 0; i < row.Length; i++)
        {
            shifts[i] = i == 0 ? 0 : shifts[i - 1] + ((_widths[row[i - 1]] + _widths[row[i]]) / 2) + Apart;
            (double sum, double weight, int count) = ((wanted[row[i]] - shifts[i]) * weights[row[i]], weights[row[i]], 1);
            while (blocks.Count > 0 && blocks[^1].Sum / blocks[^1].Weight > sum / weight)
            {
                (sum, weight, count) = (sum + blocks[^1].Sum, weight + blocks[^1].Weight, count + blocks[^1].Count);
                blocks.RemoveAt(blocks.Count - 1);
            }
            blocks.Add((sum, weight, count));
        }
        int at = 0;
        foreach ((double sum, double weight, int count) in blocks)
        {
            for (int end = at + count; at < end; at++)
                _middles[row[at]] = shifts[at] + (sum / weight);
        }
    }
}
