namespace Fathom.Accounting.Profiles;

/// <summary>A number for each node of a forest that still grows.</summary>
public sealed class NodeSums
{
    double[] _values = [];

    public double this[int node] => node < _values.Length ? _values[node] : 0;

    public void Add(int node, double value)
    {
        if (node >= _values.Length)
            Array.Resize(ref _values, Math.Max(node + 1, Math.Max(64, _values.Length * 2)));
        _values[node] += value;
    }

    public double Total()
    {
        double sum = 0;
        foreach (double value in _values)
            sum += value;
        return sum;
    }

    /// <summary>Of each node what it and all below it have.</summary>
    public double[] Cumulative(CallForest forest)
    {
        var sums = new double[forest.Count];
        Array.Copy(_values, sums, Math.Min(_values.Length, sums.Length));
        ReadOnlySpan<int> parents = forest.Parents;
        for (int i = sums.Length - 1; i > 0; i--)
            sums[parents[i]] += sums[i];
        return sums;
    }
}
