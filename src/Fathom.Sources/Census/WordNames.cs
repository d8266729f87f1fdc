using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.Elf;
using Fathom.Sources.Memory;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Census;

/// <summary>Says of addresses in mapped files where they point: file, symbol, kind.</summary>
sealed class WordNames : IDisposable
{
    // What an object holds is 16 bytes into its class's table (Itanium C++ ABI 2.5.2).
    const string TablePrefix = "_ZTV";
    const ulong TableHead = 16;

    readonly LibraryPages _libraries;
    readonly TypeNames _types;
    readonly Symbolizer _symbols;
    readonly ElfFiles _files;
    readonly IReadOnlyList<Mapping> _mappings;
    readonly List<TargetRoot> _roots = [];
    readonly List<ElfSource> _open = [];
    readonly Dictionary<ulong, GroupWord> _known = [];

    public WordNames(Snapshot snapshot, IMemory memory, LibraryPages libraries)
    {
        (_libraries, _mappings) = (libraries, snapshot.Mappings);
        _types = new TypeNames(memory, libraries);
        int? pid = snapshot.Target.Pid;
        foreach (Result<TargetRoot> root in new[] { pid is { } known ? TargetRoot.Of(known) : TargetRoot.OpenAt("/"), TargetRoot.OpenAt("/") })
        {
            if (root.Ok)
                _roots.Add(root.Value);
        }
        _files = new ElfFiles(_roots, pid is { } id ? new MapFiles(id) : null, memory);
        _symbols = new Symbolizer(snapshot.Images, Open);
    }

    public IReadOnlyList<GroupWord> Of(in GroupKey key)
    {
        GroupWord[] words = new GroupWord[key.Words];
        for (int i = 0; i < words.Length; i++)
        {
            (int at, ulong word) = key[i];
            words[i] = Of(word) with { Offset = 8 * at };
        }
        return words;
    }

    public void Dispose()
    {
        _open.ForEach(source => source.Dispose());
        _roots.ForEach(root => root.Dispose());
    }

    GroupWord Of(ulong word)
    {
        if (_known.TryGetValue(word, out GroupWord? known))
            return known;
        _libraries.TryFind(word, out int image, out WordKind kind);
        LoadedImage library = _libraries.Image(image);
        ImageAddress? at = _symbols.Find(new Address(word));
        GroupWord made = new(0, library.Name, unchecked(word - library.Bias), kind)
        {
            Symbol = at?.Symbol,
            SymbolOffset = at is { Symbol: not null } named ? named.Offset : 0,
        };
        if (made.Symbol?.StartsWith(TablePrefix, StringComparison.Ordinal) == true)
            made = made with { Kind = WordKind.VirtualTable };
        else if (made.Symbol is null && kind != WordKind.Code && _types.Of(word) is { } type)
            made = made with { Kind = WordKind.VirtualTable, Symbol = TablePrefix + type, SymbolOffset = TableHead };
        return _known[word] = made;
    }

    Result<ElfImage> Open(LoadedImage image)
    {
        int first = MappingTable.IndexOf(_mappings, image.Range.Start);
        if (first < 0)
            return Gaps.ElfNotElf.At(image.Name);
        Mapping[] own = [.. _mappings.Skip(first).TakeWhile(mapping => mapping.Range.Start < image.Range.End).Where(mapping => mapping.Name == image.Name)];
        if (own.Length == 0)
            return Gaps.ElfNotElf.At(image.Name);
        Result<ElfSource> source = _files.Open(own);
        if (source.Gap is { } gap)
            return gap;
        _open.Add(source.Value);
        return source.Value.Image;
    }
}
