namespace Fathom.Sources.Probe;

/// <summary>What lived at one moment of a trace, and what had been made until then.</summary>
/// <param name="At">Since the session began.</param>
sealed record TraceMoment(TimeSpan At, IReadOnlyDictionary<(uint Stack, uint Thread), double> Live, IReadOnlyDictionary<uint, double> Made)
{
    public int Size => Live.Count + Made.Count;

    public static TraceMoment Of(ProbeTable table, TimeSpan olderThan, TimeSpan now)
    {
        Dictionary<(uint, uint), double> live = [];
        foreach (((uint Stack, uint Thread) key, LiveSum sum) in LiveSums.Of(table, olderThan, now).Rows)
            live[key] = sum.Bytes;
        Dictionary<uint, double> made = [];
        ReadOnlySpan<ProbeStack> stacks = table.Stacks;
        for (int i = 0; i < stacks.Length; i++)
        {
            if (stacks[i].Ready != 0 && stacks[i].MadeBytes != 0)
                made[(uint)i + 1] = stacks[i].MadeBytes;
        }
        return new TraceMoment(now, live, made);
    }
}

/// <summary>Moments of a trace, close together where they are young: growth is held against one of them.</summary>
sealed class TraceMoments
{
    const int Most = 64, MostRows = 400_000;

    /// <summary>Younger ones are all kept: a screen shows what the last seconds brought.</summary>
    static readonly TimeSpan Young = TimeSpan.FromSeconds(15);

    readonly List<TraceMoment> _moments = [];

    public void Add(TraceMoment moment)
    {
        _moments.Add(moment);
        while (_moments.Count > 2 && (_moments.Count > Most || _moments.Sum(each => (long)each.Size) > MostRows))
            _moments.RemoveAt(Closest());
    }

    /// <summary>The last one that is so old; null where none is.</summary>
    public TraceMoment? Before(TimeSpan at) => _moments.LastOrDefault(moment => moment.At <= at);

    /// <summary>The one whose neighbours lie closest together for their age: so the distances grow with the age.</summary>
    int Closest()
    {
        TimeSpan now = _moments[^1].At;
        int closest = 0;
        double least = double.MaxValue;
        for (int i = 1; i < _moments.Count - 1; i++)
        {
            double age = (now - _moments[i].At).TotalSeconds, gap = (_moments[i + 1].At - _moments[i - 1].At).TotalSeconds;
            double measure = age < Young.TotalSeconds ? double.MaxValue / 2 : gap / age;
            if (measure < least)
                (closest, least) = (i, measure);
        }
        return closest;
    }
}
