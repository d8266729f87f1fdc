using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Goes through the names of all loaded classes, of every loader. Loaders other than the boot loader may be unloaded
/// under us: what is found in one is believed only while it still says that it belongs there.
/// </summary>
sealed class ClassSearch
{
    const int Batch = 128;
    const int SymbolHead = 16;
    const int TailBytes = 8;

    readonly Vm _vm;
    readonly Func<string, bool> _isWanted;
    readonly HashSet<ulong> _tails;
    readonly int _lengthAt, _bodyAt, _nameAt;

    /// <summary>Asked where classes are not listed by the loader that has them; else -1.</summary>
    readonly int _ownerAt;
    readonly List<FoundClass> _found = [];
    readonly ClassFamilies _families;

    /// <param name="tails">The last eight letters of every name that is wanted: most names are told by them.</param>
    ClassSearch(Vm vm, IReadOnlyCollection<string> tails, Func<string, bool> isWanted)
    {
        (_vm, _isWanted, _families) = (vm, isWanted, new ClassFamilies(vm));
        _tails = [.. tails.Select(tail => BitConverter.ToUInt64(System.Text.Encoding.ASCII.GetBytes(tail[^TailBytes..])))];
        _lengthAt = Offset("Symbol", "_length", SymbolHead - 2);
        _bodyAt = Offset("Symbol", "_body", 64);
        _nameAt = Offset("Klass", "_name", 4096);
        _ownerAt = vm.Tables.Field("ClassLoaderData", "_klasses") is not null ? -1
            : Math.Max(Offset("Klass", "_class_loader_data", 4096), Offset("InstanceKlass", "_class_loader_data", 4096));
    }

    /// <summary>What was found, and how many there are; null where the walk did not end at the boot loader.</summary>
    public static (IReadOnlyList<FoundClass> Found, LoadedClasses Counts)? Run(Vm vm, IReadOnlyCollection<string> tails, Func<string, bool> isWanted)
    {
        ClassSearch search = new(vm, tails, isWanted);
        Address[] loaders = [.. Klasses.Loaders(vm)];
        if (search._lengthAt < 0 || search._bodyAt < 0 || search._nameAt < 0
            || loaders is not [.., var boot] || vm.Word(boot, "ClassLoaderData", "_class_loader") is not 0)
            return null;
        bool listed = vm.Tables.Field("ClassLoaderData", "_klasses") is not null;
        HashSet<Address> single = OneClassLoaders.Of(vm, loaders);
        IEnumerable<(Address Klass, Address? Loader)> classes = listed
            ? loaders.SelectMany(loader => Klasses.Of(vm, loader).Select(klass => (klass, (Address?)loader)))
            : SystemDictionary.Classes(vm).Concat(OneClassLoaders.Classes(vm, single, search._ownerAt));
        long count = 0;
        foreach ((Address Klass, Address? Loader)[] some in classes.Chunk(Batch))
        {
            count += search.Look(some, boot, single);
        }
        return (search._found, new LoadedClasses(loaders.Length - single.Count, single.Count, count)
        {
            Families = search._families.Largest(loaders.Length - single.Count),
            Copies = search._families.Copies,
        });
    }

    int Offset(string type, string field, int most) =>
        _vm.Tables.Field(type, field) is { IsStatic: false } found && found.Offset <= (ulong)most ? (int)found.Offset : -1;

    /// <summary>How many of them are their loader's own.</summary>
    int Look((Address Klass, Address? Loader)[] some, Address boot, HashSet<Address> single)
    {
        ulong[] symbols = Each([.. some.Select(each => each.Klass + _nameAt)], 8);
        Address[] names = [.. symbols.Select(symbol => VmMemory.AsPointer(symbol) ?? default)];
        byte[] heads = new byte[some.Length * SymbolHead];
        _vm.Memory.ReadEach(names, SymbolHead, heads, new bool[some.Length]);
        int[] lengths = [.. Enumerable.Range(0, some.Length).Select(i => (int)MemoryMarshal.Read<ushort>(heads.AsSpan((i * SymbolHead) + _lengthAt)))];
        ulong[] tails = Each([.. names.Zip(lengths, (name, length) =>
            name != default && length >= TailBytes ? name + (_bodyAt + length - TailBytes) : default)], TailBytes);
        int own = 0;
        ulong[]? owners = _ownerAt < 0 ? null : Each([.. some.Select(each => each.Klass + _ownerAt)], 8);
        for (int i = 0; i < some.Length; i++)
        {
            (Address klass, Address? loader) = some[i];
            // JDK 8's table has a class for each loader that ever asked for it, too.
            bool isOwn = owners is null || (loader is { } at && owners[i] == at.Value);
            own += isOwn ? 1 : 0;
            if (isOwn && lengths[i] > 0)
                _families.Take(names[i].Value, tails[i], loader, loader is { } its && single.Contains(its));
            if (_tails.Contains(tails[i]) && Klasses.Symbol(_vm, names[i]) is { } name && _isWanted(name) && Belongs(klass, loader))
                _found.Add(new FoundClass(name, klass, loader == boot));
        }
        return own;
    }

    bool Belongs(Address klass, Address? loader) =>
        (_vm.Pointer(klass, "Klass", "_class_loader_data") ?? _vm.Pointer(klass, "InstanceKlass", "_class_loader_data")) == loader;

    /// <summary>Eight bytes at each; 0 for those that could not be read.</summary>
    ulong[] Each(Address[] places, int size)
    {
        ulong[] words = new ulong[places.Length];
        bool[] read = new bool[places.Length];
        _vm.Memory.ReadEach(places, size, MemoryMarshal.AsBytes(words.AsSpan()), read);
        for (int i = 0; i < words.Length; i++)
            words[i] = read[i] ? words[i] : 0;
        return words;
    }
}

/// <summary>A class that was looked for.</summary>
readonly record struct FoundClass(string Name, Address Klass, bool IsBoot);
