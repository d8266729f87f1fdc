namespace Fathom.Accounting.Profiles;

/// <summary>One stack over a series of dumps.</summary>
/// <param name="Given">The sum of all falls from one dump to the next: what was given back at least.</param>
public readonly record struct StackHistory(int Node, double First, double Last, double Peak, double Given)
{
    public double Growth => Last - First;
}

/// <summary>Follows each stack from dump to dump, in memory that does not grow with their number.</summary>
public sealed class StackGrowth
{
    NodeSums _last = new();
    NodeSums? _first;
    double[] _peak = [];
    double[] _given = [];

    public int Dumps { get; private set; }

    public NodeSums? First => _first;

    public void Add(NodeSums dump, int nodes)
    {
        Array.Resize(ref _peak, Math.Max(nodes, _peak.Length));
        Array.Resize(ref _given, Math.Max(nodes, _given.Length));
        for (int i = 0; i < nodes; i++)
        {
            double value = dump[i];
            _peak[i] = Math.Max(_peak[i], value);
            _given[i] += Math.Max(0, _last[i] - value);
        }
        _first ??= dump;
        _last = dump;
        Dumps++;
    }

    /// <summary>What grew most first; only stacks that are their own beside others' parts.</summary>
    public StackHistory[] Histories()
    {
        List<StackHistory> all = [];
        for (int i = 1; i < _peak.Length; i++)
        {
            if (_peak[i] != 0 || _last[i] != 0)
                all.Add(new StackHistory(i, _first![i], _last[i], _peak[i], _given[i]));
        }
        all.Sort((one, other) => other.Growth.CompareTo(one.Growth) is not 0 and var order ? order
            : other.Peak.CompareTo(one.Peak) is not 0 and var peak ? peak : one.Node.CompareTo(other.Node));
        return [.. all];
    }
}
