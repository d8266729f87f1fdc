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
        IEnumerable<(Address Klass, Address? Loader)> classes = listed
            ? loaders.SelectMany(loader => Klasses.Of(vm, loader).Select(klass => (klass, (Address?)loader)))
            : SystemDictionary.Classes(vm);
        long count = 0;
        foreach ((Address Klass, Address? Loader)[] some in classes.Chunk(Batch))
        {
            count += some.Length;
            search.Look(some, boot);
        }
        long hidden = loaders.Count(search.IsHidden);
        return (search._found, new LoadedClasses(loaders.Length - hidden, hidden, count)
        {
            Families = search._families.Largest(loaders.Length),
            Copies = search._families.Copies,
        });
    }

    int Offset(string type, string field, int most) =>
        _vm.Tables.Field(type, field) is { IsStatic: false } found && found.Offset <= (ulong)most ? (int)found.Offset : -1;

    /// <summary>Data of one class only: anonymous up to 14, hidden since.</summary>
    bool IsHidden(Address loader) =>
        (_vm.At(loader, "ClassLoaderData", "_has_class_mirror_holder") ?? _vm.At(loader, "ClassLoaderData", "_is_unsafe_anonymous")
            ?? _vm.At(loader, "ClassLoaderData", "_is_anonymous")) is { } at && _vm.Memory.Byte(at) == 1;

    void Look((Address Klass, Address? Loader)[] some, Address boot)
    {
        ulong[] symbols = Each([.. some.Select(each => each.Klass + _nameAt)], 8);
        Address[] names = [.. symbols.Select(symbol => VmMemory.AsPointer(symbol) ?? default)];
        byte[] heads = new byte[some.Length * SymbolHead];
        _vm.Memory.ReadEach(names, SymbolHead, heads, new bool[some.Length]);
        int[] lengths = [.. Enumerable.Range(0, some.Length).Select(i => (int)MemoryMarshal.Read<ushort>(heads.AsSpan((i * SymbolHead) + _lengthAt)))];
        ulong[] tails = Each([.. names.Zip(lengths, (name, length) =>
            name != default && length >= TailBytes ? name + (_bodyAt + length - TailBytes) : default)], TailBytes);
        for (int i = 0; i < some.Length; i++)
        {
            (Address klass, Address? loader) = some[i];
            if (lengths[i] > 0)
                _families.Take(names[i].Value, tails[i], loader);
            if (_tails.Contains(tails[i]) && Klasses.Symbol(_vm, names[i]) is { } name && _isWanted(name) && Belongs(klass, loader))
                _found.Add(new FoundClass(name, klass, loader == boot));
        }
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
