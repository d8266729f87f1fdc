using Fathom.Evidence;
using Fathom.Sources.Elf;
using Fathom.Sources.Elf.Unwind;

namespace Fathom.Sources.Uprobes;

/// <summary>The rows of every image that is mapped now.</summary>
sealed class WalkRows
{
    const int MostRows = 4_000_000;

    readonly record struct ImageRows(ulong Start, ulong End, ulong Bias, UnwindRow[] Rows) : IStartsAt;

    /// <summary>Calls come from the same places again and again.</summary>
    const int Remembered = 4096;

    readonly record struct Found(ulong Pc, UnwindRow Row);

    readonly Found[] _found = new Found[Remembered];
    readonly Dictionary<ImageIdentity, UnwindRow[]> _known = [];
    ImageRows[] _images = [];

    public void Take(IReadOnlyList<LoadedImage> images, Func<LoadedImage, Result<ElfImage>> open)
    {
        List<ImageRows> taken = [];
        foreach (LoadedImage image in images)
        {
            if (!_known.TryGetValue(image.Identity, out UnwindRow[]? rows))
                _known[image.Identity] = rows = open(image).Then(file => UnwindTable.Of(file, MostRows)).Then<UnwindRow[]>(table => table.Rows.ToArray()).Or([]);
            taken.Add(new ImageRows(image.Range.Start.Value, image.Range.End.Value, image.Bias, rows));
        }
        // Of those that are not known any more.
        HashSet<ImageIdentity> kept = [.. images.Select(image => image.Identity)];
        foreach (ImageIdentity image in _known.Keys)
        {
            if (!kept.Contains(image))
                _known.Remove(image);
        }
        taken.Sort((a, b) => a.Start.CompareTo(b.Start));
        _images = [.. taken];
        Array.Clear(_found);
    }

    public bool Has(LoadedImage image) => _known.TryGetValue(image.Identity, out UnwindRow[]? rows) && rows.Length > 0;

    /// <summary>False where the address is in no image; a stop where nothing is known of it.</summary>
    public bool TryFind(ulong pc, out UnwindRow row)
    {
        ref Found known = ref _found[(int)(unchecked(pc * 0x9E3779B97F4A7C15) >> 52)];
        row = known.Row;
        if (known.Pc == pc && pc != 0)
            return true;
        if (!TrySearch(pc, out row))
            return false;
        known = new Found(pc, row);
        return true;
    }

    bool TrySearch(ulong pc, out UnwindRow row)
    {
        row = UnwindRow.StopAt(0);
        int image = StartOrder.LastAtOrBefore<ImageRows>(_images, pc);
        if (image < 0 || pc >= _images[image].End)
            return false;
        ulong own = unchecked(pc - _images[image].Bias);
        ReadOnlySpan<UnwindRow> rows = _images[image].Rows;
        (int low, int high) = (0, rows.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (rows[middle].Pc <= own)
                low = middle + 1;
            else
                high = middle;
        }
        if (low > 0)
            row = rows[low - 1];
        return true;
    }
}
