using Fathom.Evidence;
using Fathom.Sources.Elf;
using Fathom.Sources.Memory;
using Fathom.Sources.Proc;

namespace Fathom.Sources.HotSpot;

/// <summary>Symbols of the target's libjvm, as addresses in the target.</summary>
sealed class VmSymbols : IDisposable
{
    readonly ElfSource _source;
    readonly ulong _bias;
    readonly VmMemory _memory;
    readonly Dictionary<string, (Address, ulong)?> _private = [];
    readonly List<(string Name, Address At)> _every = [];
    Result<SymbolIndex>? _index;

    VmSymbols(ElfSource source, ulong bias, VmMemory memory)
    {
        _source = source;
        _bias = bias;
        _memory = memory;
    }

    public static Result<VmSymbols> Open(Snapshot snapshot, string library, int? pid, IMemory memory)
    {
        Mapping[] image = [.. snapshot.Mappings.Where(mapping => mapping.Name == library)];
        if (image.Length == 0 || image[0].Offset != 0)
            return Gaps.VmTablesAbsent.At(library);
        List<TargetRoot> roots = [];
        foreach (Result<TargetRoot> root in new[] { pid is { } known ? TargetRoot.Of(known) : TargetRoot.OpenAt("/"), TargetRoot.OpenAt("/") })
        {
            if (root.Ok)
                roots.Add(root.Value);
        }
        Result<ElfSource> source = new ElfFiles(roots, pid is { } id ? new MapFiles(id) : null, memory).Open(image);
        roots.ForEach(root => root.Dispose());
        if (!source.Ok)
            return source.Gap!;
        ulong lowest = ulong.MaxValue;
        foreach (ProgramHeader segment in source.Value.Image.Segments)
        {
            if (segment.Type == SegmentType.Load)
                lowest = Math.Min(lowest, segment.VirtualAddress);
        }
        ulong bias = unchecked(image[0].Range.Start.Value - new Address(lowest).PageFloor.Value);
        return new VmSymbols(source.Value, bias, new VmMemory(memory));
    }

    /// <summary>The eight bytes that lie at an exported symbol.</summary>
    public bool Exported(string name, out ulong value)
    {
        Result<ElfSymbol> symbol = _source.Image.ExportedSymbols.Then(table => table.Find(name));
        value = 0;
        if (!symbol.Ok || _memory.Word(AddressOf(symbol.Value)) is not { } word)
            return false;
        value = word;
        return true;
    }

    /// <summary>Looks all private symbols that will be asked for up at once: a pass over 4 MB of names is what costs.</summary>
    public void Prepare(IReadOnlyList<string> names)
    {
        Result<SymbolTable> table = _source.Image.AllSymbols;
        List<(int Name, ElfSymbol Symbol)> every = [];
        IReadOnlyList<Result<ElfSymbol>> found = table.Ok ? table.Value.FindEach(names, every) : [];
        _every.AddRange(every.Where(each => each.Symbol.IsDefined).Select(each => (names[each.Name], AddressOf(each.Symbol))));
        for (int i = 0; i < names.Count; i++)
            _private[names[i]] = i < found.Count && found[i].Ok ? (AddressOf(found[i].Value), found[i].Value.Size) : null;
    }

    /// <summary>Where private symbols lie, in the order asked for; null for each that .symtab does not have.</summary>
    public IReadOnlyList<(Address At, ulong Size)?> Private(IReadOnlyList<string> names)
    {
        string[] unknown = [.. names.Where(name => !_private.ContainsKey(name))];
        if (unknown.Length > 0)
            Prepare(unknown);
        return [.. names.Select(name => _private[name])];
    }

    /// <summary>All private symbols of a name that was looked up: statics of several files may share it.</summary>
    public IEnumerable<Address> Every(string name) => _every.Where(each => each.Name == name).Select(each => each.At);

    /// <summary>The library's function that an address of the target lies in, as the linker knows it.</summary>
    public string? NameAt(Address at)
    {
        _index ??= _source.Image.BestSymbols.Then(table => SymbolIndex.Of(table, _source.Image.Place));
        return _index.Value.Or(null) is { } index && index.TryFind(unchecked(at.Value - _bias), out string name, out _) ? name : null;
    }

    public void Dispose() => _source.Dispose();

    Address AddressOf(ElfSymbol symbol) => new(unchecked(_bias + symbol.Value));
}
