using Fathom.Evidence;

namespace Fathom.Sources.Uprobes;

/// <summary>A method by the names that it had when code of it was found.</summary>
sealed class LiveMethod(Address at, string owner, string name)
{
    public Address At => at;

    public string Owner => owner;

    public string Name => name;
}

/// <summary>Methods by their address. One goes with its class, and another may take its place: names are asked for again in each round.</summary>
/// <param name="read">The class and the name; null where there is no method.</param>
sealed class LiveMethods(Func<Address, (string Owner, string Name)?> read, TimeProvider? clock = null)
{
    const int MostKnown = 100_000;

    /// <param name="Doubt">Null of the first that was seen there.</param>
    readonly record struct Known(LiveMethod Method, int Round, RecordRounds.Doubt? Doubt);

    readonly Dictionary<Address, Known> _known = [];
    readonly RecordRounds _rounds = new(clock ?? TimeProvider.System);

    public void BeginRound(bool lastWasWhole = true) => _rounds.Begin(lastWasWhole);

    /// <summary>Of a method that lives, as code of it does.</summary>
    public LiveMethod? Now(Address at) => Look(at)?.Method;

    /// <summary>Of one that lived when a record was made; null too where which of two it was is not known.</summary>
    public LiveMethod? Of(Address at) => Look(at) is { } known && (known.Doubt is not { } doubt || _rounds.IsOver(doubt)) ? known.Method : null;

    Known? Look(Address at)
    {
        bool isKnown = _known.TryGetValue(at, out Known known);
        if (isKnown && known.Round == _rounds.Number)
            return known;
        // What has gone had the names by which it was known.
        if (read(at) is not { } names)
            return isKnown ? known : null;
        bool isSame = isKnown && known.Method.Owner == names.Owner && known.Method.Name == names.Name;
        if (_known.Count >= MostKnown)
            _known.Clear();
        return _known[at] = isSame
            ? known with { Round = _rounds.Number }
            : new Known(new LiveMethod(at, names.Owner, names.Name), _rounds.Number, isKnown ? _rounds.FromNow() : null);
    }
}
