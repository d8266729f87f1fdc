using Fathom.Evidence;

namespace Fathom.Sources.Elf;

/// <summary>Address to library and symbol. Opens an image when the first address in it is asked for.</summary>
public sealed class Symbolizer
{
    readonly LoadedImage[] _images;
    readonly SymbolIndex?[] _indexes;
    readonly bool[] _opened;
    readonly Func<LoadedImage, Result<ElfImage>> _open;
    readonly List<Gap> _missing = [];

    public Symbolizer(IEnumerable<LoadedImage> images, Func<LoadedImage, Result<ElfImage>> open)
    {
        _images = [.. images.OrderBy(image => image.Range.Start)];
        _indexes = new SymbolIndex?[_images.Length];
        _opened = new bool[_images.Length];
        _open = open;
    }

    /// <summary>Images whose symbols could not be read: addresses in them have offsets only.</summary>
    public IReadOnlyList<Gap> Missing => _missing;

    /// <summary>Null where the address lies in no image.</summary>
    public ImageAddress? Find(Address address)
    {
        int at = ImageAt(address);
        if (at < 0)
            return null;
        LoadedImage image = _images[at];
        string file = image.Name[(image.Name.LastIndexOf('/') + 1)..];
        ulong own = unchecked(address.Value - image.Bias);
        if (IndexOf(at) is { } index && index.TryFind(own, out string name, out ulong offset))
            return new ImageAddress(file, name, offset);
        return new ImageAddress(file, null, own);
    }

    SymbolIndex? IndexOf(int at)
    {
        if (_opened[at])
            return _indexes[at];
        _opened[at] = true;
        Result<SymbolIndex> index = _open(_images[at])
            .Then(image => image.BestSymbols.Then(table => SymbolIndex.Of(table, image.Place)));
        if (index.Gap is { } gap)
            _missing.Add(gap);
        return _indexes[at] = index.Or(null);
    }

    int ImageAt(Address address)
    {
        int low = 0;
        int high = _images.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_images[middle].Range.Start <= address)
                low = middle + 1;
            else
                high = middle;
        }
        return low > 0 && _images[low - 1].Range.Contains(address) ? low - 1 : -1;
    }
}
