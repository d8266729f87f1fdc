using Fathom.Evidence;
using Fathom.Evidence.Census;

namespace Fathom.Accounting.Census;

readonly record struct RowKey(string? Owner, string Structure, Hold Hold) : IComparable<RowKey>
{
    public int CompareTo(RowKey other) =>
        string.CompareOrdinal(Owner, other.Owner) is var byOwner and not 0 ? byOwner
        : string.CompareOrdinal(Structure, other.Structure) is var byStructure and not 0 ? byStructure
        : string.CompareOrdinal(Hold.Holder, other.Hold.Holder) is var byHolder and not 0 ? byHolder
        : string.CompareOrdinal(Hold.Referrer, other.Hold.Referrer) is var byReferrer and not 0 ? byReferrer
        : Hold.Reachable.CompareTo(other.Hold.Reachable) is var byReach and not 0 ? byReach
        : string.CompareOrdinal(Hold.From, other.Hold.From);
}

/// <summary>A row as it grows.</summary>
sealed class RowSum(RowKey key)
{
    /// <summary>One of so many bytes.</summary>
    const long LeastParts = 10;

    readonly SortedSet<long> _sizes = [];
    readonly List<(int Group, long Bytes)> _groups = [];
    readonly List<Address> _samples = [];
    readonly Dictionary<Doubt, long> _doubts = [];
    string? _tag, _remedy;
    bool _hasTag;
    Confidence _confidence = Confidence.Certain;
    long _count, _error, _resident, _partBytes;

    public RowKey Key => key;

    public long Bytes { get; private set; }

    public int Number { get; set; }

    public void Add(ChunkGroup group, Blame blame, long count, long bytes, long resident, long error, IReadOnlyList<Address> samples)
    {
        if (!blame.IsPart)
        {
            (_count, _error) = (_count + count, _error + error);
            foreach (Address sample in samples)
            {
                if (_samples.Count < 3)
                    _samples.Add(sample);
            }
        }
        else
        {
            _partBytes += bytes;
        }
        (Bytes, _resident) = (Bytes + bytes, _resident + resident);
        _sizes.Add(group.ChunkSize.Value);
        _groups.Add((group.Number, bytes));
        _tag = !_hasTag || _tag == group.NmtTag ? group.NmtTag : null;
        _hasTag = true;
        _remedy ??= blame.Remedy;
        _confidence = blame.Confidence > _confidence && bytes > 0 ? blame.Confidence : _confidence;
    }

    public void Doubt(Doubt doubt, long bytes)
    {
        if (doubt != Census.Doubt.None)
            _doubts[doubt] = _doubts.GetValueOrDefault(doubt) + bytes;
    }

    public CensusRow Row() => new()
    {
        Owner = key.Owner,
        Structure = _partBytes * LeastParts > Bytes ? Contents.WithParts(key.Structure) : key.Structure,
        Holder = key.Hold.Holder,
        Referrer = key.Hold.Referrer,
        Reachable = key.Hold.Reachable,
        ReachableFrom = key.Hold.From,
        Doubt = _doubts.Count == 0 ? Census.Doubt.None : _doubts.MaxBy(each => each.Value).Key,
        SizeClasses = [.. _sizes.Take(CensusRows.MostListed).Select(size => new Bytes(size))],
        NmtTag = _tag,
        Confidence = _confidence,
        Count = _count,
        CountError = _error,
        Bytes = new Bytes(Bytes),
        Resident = new Bytes(_resident),
        Samples = [.. _samples],
        Remedy = _remedy,
        Groups = [.. _groups.OrderByDescending(each => each.Bytes).ThenBy(each => each.Group).Take(CensusRows.MostListed).Select(each => each.Group)],
    };
}
