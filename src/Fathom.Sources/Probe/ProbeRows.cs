using Fathom.Evidence;
using Fathom.Sources.Elf;
using Fathom.Sources.Elf.Unwind;

namespace Fathom.Sources.Probe;

/// <summary>
/// Gives the probe the rows that it walks native stacks by. A table of modules is written whole before the probe is told of it,
/// while the one before stays as it is: a thread that is walking right now notices nothing. Only when the probe has said that
/// nobody walks by the one before are its rows, and that table, written anew.
/// </summary>
sealed class ProbeRows(ProbeTable table, int room = ProbeLayout.Rows)
{
    readonly record struct Place(int Row, int Rows, bool IsCut);

    readonly Dictionary<ImageIdentity, Place> _known = [];
    readonly List<Place> _leaving = [];
    readonly SortedSet<string> _cut = new(StringComparer.Ordinal);
    readonly RowPool _pool = new(room);
    int _now;

    /// <summary>The probe may still walk by what is to be written anew next.</summary>
    public bool IsPending { get; private set; }

    /// <summary>Libraries for which there was no room, or not enough, at some time: what calls them is missing.</summary>
    public IReadOnlyCollection<string> Cut => _cut;

    /// <summary>It was read, and says nothing of its frames.</summary>
    public bool IsBare(LoadedImage image) => _known.TryGetValue(KeyOf(image), out Place place) && place.Rows == 0;

    /// <summary>True where the probe was given another table. Not while one is pending.</summary>
    public bool Take(IReadOnlyList<LoadedImage> images, Func<LoadedImage, Result<ElfImage>> open)
    {
        if (IsPending)
            throw new InvalidOperationException("the probe may still walk by that table");
        bool isNew = Leave(images) || _now == 0;
        foreach (LoadedImage image in images)
            isNew |= Take(image, open);
        if (!isNew)
            return false;
        _now = _now == 1 ? 2 : 1;
        Write(images, table.Modules(_now - 1));
        table.Set(ProbeLayout.ModuleTableAt, (uint)_now);
        return IsPending = true;
    }

    /// <summary>Nobody walks by the table before any more. True where a library that was cut might find room now.</summary>
    public bool Settle()
    {
        IsPending = false;
        foreach (Place place in _leaving)
            _pool.Give(place.Row, place.Rows);
        _leaving.Clear();
        return _known.Values.Any(CouldBeMore);
    }

    bool CouldBeMore(Place place) => place.IsCut && _pool.Largest > place.Rows;

    /// <summary>What is unloaded, and what was cut and would find more room now.</summary>
    bool Leave(IReadOnlyList<LoadedImage> images)
    {
        HashSet<ImageIdentity> there = [.. images.Select(KeyOf)];
        foreach ((ImageIdentity key, Place place) in _known.Where(known => !there.Contains(known.Key) || CouldBeMore(known.Value)).ToArray())
        {
            _known.Remove(key);
            _leaving.Add(place);
        }
        return _leaving.Count > 0;
    }

    bool Take(LoadedImage image, Func<LoadedImage, Result<ElfImage>> open)
    {
        if (!_known.TryAdd(KeyOf(image), default))
            return false;
        if (!open(image).Then(file => UnwindTable.Of(file, room)).Try(out UnwindTable? unwind, out _))
            return true;
        ReadOnlySpan<UnwindRow> rows = unwind.Rows;
        int count = Math.Min(rows.Length, _pool.Largest);
        bool isCut = unwind.IsCut || count < rows.Length;
        if (isCut)
            _cut.Add(image.Name);
        if (count == 0 || _pool.Take(count) is not { } at)
        {
            _known[KeyOf(image)] = new Place(0, 0, isCut);
            return true;
        }
        Span<UnwindRow> to = table.Rows.Slice(at, count);
        rows[..count].CopyTo(to);
        if (isCut)
            to[^1] = UnwindRow.StopAt(to[^1].Pc);
        _known[KeyOf(image)] = new Place(at, count, isCut);
        return true;
    }

    void Write(IReadOnlyList<LoadedImage> images, Span<ProbeModule> modules)
    {
        modules.Fill(new ProbeModule(ulong.MaxValue, ulong.MaxValue, 0, 0, 0));
        int count = 0;
        foreach (LoadedImage image in images.OrderBy(image => image.Range.Start.Value))
        {
            if (!_known.TryGetValue(KeyOf(image), out Place place) || place.Rows == 0)
                continue;
            if (count < modules.Length)
                modules[count++] = new ProbeModule(image.Range.Start.Value, image.Range.End.Value, image.Bias, (uint)place.Row, (uint)place.Rows);
            else
                _cut.Add(image.Name);
        }
    }

    static ImageIdentity KeyOf(LoadedImage image) => image.Identity;
}
