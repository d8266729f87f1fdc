using Fathom.Evidence;

namespace Fathom.Accounting.Comparison;

/// <summary>
/// Mappings of two states of one process are paired by their place: one that grew or shrank kept its start or its end, one
/// that was cut or joined lies over what it was. Nothing of it depends on which state is the earlier one.
/// </summary>
sealed class MappingPairs(IReadOnlyList<Measure> before, IReadOnlyList<Measure> after)
{
    readonly bool[] _isPaired = new bool[before.Count];
    readonly bool[] _isTaken = new bool[after.Count];
    readonly List<DiffLine> _pairs = new(after.Count);

    /// <summary>Addresses are chosen at random for each process: half of them are not equal by chance.</summary>
    public static bool AreOfOneProcess(IReadOnlyList<Measure> before, IReadOnlyList<Measure> after)
    {
        HashSet<(Address, string)> places = [.. before.Select(one => (one.Range!.Value.Start, one.Name))];
        int same = after.Count(one => places.Contains((one.Range!.Value.Start, one.Name)));
        return same * 2 >= Math.Min(before.Count, after.Count);
    }

    public List<DiffLine> Pair()
    {
        PairBy(one => (one.Range!.Value.Start, one.Name));
        PairBy(one => (one.Range!.Value.End, one.Name));
        PairOverlapping();
        // One side may not know a name: pmap has none for what is neither a file nor a stack.
        PairBy(one => (one.Range!.Value.Start, ""), (old, now) => (old.Name.Length == 0 || now.Name.Length == 0) && old.Range == now.Range);
        for (int i = 0; i < before.Count; i++)
        {
            if (!_isPaired[i])
                _pairs.Add(new DiffLine(before[i], null));
        }
        for (int i = 0; i < after.Count; i++)
        {
            if (!_isTaken[i])
                _pairs.Add(new DiffLine(null, after[i]));
        }
        return _pairs;
    }

    /// <summary>No two mappings of a state have a start or an end in common.</summary>
    void PairBy(Func<Measure, (Address, string)> key, Func<Measure, Measure, bool>? isSame = null)
    {
        Dictionary<(Address, string), int> places = [];
        for (int i = 0; i < before.Count; i++)
        {
            if (!_isPaired[i])
                places.TryAdd(key(before[i]), i);
        }
        for (int i = 0; i < after.Count; i++)
        {
            if (!_isTaken[i] && places.TryGetValue(key(after[i]), out int of) && isSame?.Invoke(before[of], after[i]) != false && places.Remove(key(after[i])))
                Pair(of, i);
        }
    }

    /// <summary>In address order, both at once.</summary>
    void PairOverlapping()
    {
        int i = 0, j = 0;
        while (i < before.Count && j < after.Count)
        {
            if (_isPaired[i])
            {
                i++;
                continue;
            }
            if (_isTaken[j])
            {
                j++;
                continue;
            }
            AddressRange old = before[i].Range!.Value, now = after[j].Range!.Value;
            if (old.Start < now.End && now.Start < old.End && before[i].Name == after[j].Name)
            {
                Pair(i, j);
                continue;
            }
            if (old.End <= now.End)
                i++;
            if (now.End <= old.End)
                j++;
        }
    }

    void Pair(int of, int with)
    {
        _isPaired[of] = _isTaken[with] = true;
        _pairs.Add(new DiffLine(before[of], after[with]));
    }

    /// <summary>Of two processes: by file, and what has none by its owner.</summary>
    public static List<Measure> Named(IReadOnlyList<Measure> mappings)
    {
        Dictionary<string, Measure> sums = new(StringComparer.Ordinal);
        foreach (Measure one in mappings)
        {
            string name = one.Name.Length > 0 ? one.Name : $"[{one.Detail ?? "no page"}]";
            Measure sum = sums.GetValueOrDefault(name, new Measure(name, Bytes.Zero, 0, null, one.Detail));
            sums[name] = sum with { Bytes = sum.Bytes + one.Bytes, Count = sum.Count + 1 };
        }
        return [.. sums.Values];
    }
}
