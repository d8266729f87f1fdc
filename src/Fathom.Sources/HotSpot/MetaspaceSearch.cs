using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Metaspace nodes without a symbol: the boot loader's data lead to its arenas (SpaceManager up to 15), those to their
/// chunks and lists, and these to the nodes. None of the objects on the way is in vmStructs, so every word on it is
/// tried, and a node counts only if a class or its constants lie in what it has reserved.
/// </summary>
sealed class MetaspaceSearch(Vm vm, IReadOnlyList<Mapping> mappings)
{
    // ClassLoaderMetaspace { lock, type, arena, class arena }; an arena is up to 200 bytes long.
    const int MetaspaceWords = 6;
    const int ArenaWords = 26;

    const int MostTries = 20_000;
    const int MostChunks = 100_000;
    const int ClassesPerLoader = 32;
    const int MostMetadata = 50_000;

    readonly MetaspaceNode _node = new(vm, mappings);
    readonly HashSet<ulong> _tried = [];
    readonly Dictionary<AddressRange, Address> _nodes = [];
    readonly HashSet<Address> _known = [];
    Address[] _constants = [], _klasses = [];
    int _chunks;

    public IReadOnlyList<JvmRange> Find()
    {
        if (Klasses.BootLoader(vm) is not { } boot || vm.Tables.Size("ClassLoaderData") is not ({ } size and < 4096))
            return [];
        ReadMetadata();
        foreach (Address metaspace in PointersIn(boot, (int)(size / 8)))
        {
            foreach (Address arena in PointersIn(metaspace, MetaspaceWords))
            {
                foreach (Address part in PointersIn(arena, ArenaWords))
                {
                    TryList(part);
                    TryChunks(part);
                }
            }
        }
        return Ranges();
    }

    /// <summary>From 16 on an arena has its ChunkManager { name, list, … }, and the list has all nodes (memory/metaspace/chunkManager.hpp).</summary>
    void TryList(Address manager)
    {
        foreach (ulong word in _node.Words(manager, 3))
        {
            if (AsObject(word) is { } list && _node.FirstOf(list) is { } node)
                TryNode(node);
        }
    }

    /// <summary>
    /// Up to 15 chunks hang in a list and have their header within metaspace: Metachunk { word size, next, previous,
    /// container, … } (memory/metachunk.hpp). The boot loader's first chunk is in the first node of all.
    /// </summary>
    void TryChunks(Address first)
    {
        foreach (Address chunk in Chain.From(first, MostChunks, chunk => vm.Memory.Pointer(chunk + 8)))
        {
            if (_chunks++ > MostChunks || AsObject(_node.Words(chunk, 4)[3]) is not { } node
                || (!_known.Contains(node) && _node.ReservedAt(node.Value)?.Contains(chunk) != true))
                return;
            TryNode(node);
        }
    }

    void TryNode(Address node)
    {
        if (!_known.Contains(node) && _node.ReservedAt(node.Value) is { } reserved && PartOf(reserved) is not null
            && _nodes.TryAdd(reserved, node))
            _known.Add(node);
    }

    IReadOnlyList<JvmRange> Ranges()
    {
        Dictionary<AddressRange, JvmPart> parts = [];
        foreach ((AddressRange proved, Address node) in _nodes)
        {
            JvmPart part = PartOf(proved)!.Value;
            foreach (AddressRange range in _node.From(node))
                parts.TryAdd(range, part);
        }
        return [.. parts.Select(each => MetaspaceNodes.AsPart(each.Key, each.Value))];
    }

    /// <summary>Constants are never in the class space; null where nothing known lies in the range.</summary>
    JvmPart? PartOf(AddressRange range) =>
        Holds(range, _constants) ? JvmPart.Metaspace : Holds(range, _klasses) ? JvmPart.ClassSpace : null;

    static bool Holds(AddressRange range, Address[] sorted)
    {
        int index = Array.BinarySearch(sorted, range.Start);
        index = index >= 0 ? index : ~index;
        return index < sorted.Length && sorted[index] < range.End;
    }

    void ReadMetadata()
    {
        IEnumerable<Address> klasses = vm.Tables.Field("ClassLoaderData", "_klasses") is not null
            ? Klasses.Loaders(vm).SelectMany(loader => Klasses.Of(vm, loader).Take(ClassesPerLoader))
            : SystemDictionary.Classes(vm).Select(each => each.Klass);
        _klasses = [.. klasses.Take(MostMetadata).Order()];
        _constants = [.. _klasses.Select(ConstantsOf).OfType<Address>().Order()];
    }

    /// <summary>An array class has something else in that place: only a pool that names its class is one.</summary>
    Address? ConstantsOf(Address klass) =>
        vm.Pointer(klass, "InstanceKlass", "_constants") is { } pool && vm.Pointer(pool, "ConstantPool", "_pool_holder") == klass ? pool : null;

    /// <summary>Objects that HotSpot has made with malloc, or that lie in metaspace.</summary>
    IEnumerable<Address> PointersIn(Address at, int words)
    {
        foreach (ulong word in _node.Words(at, words))
        {
            if (_tried.Count < MostTries && AsObject(word) is { } found && _tried.Add(word))
                yield return found;
        }
    }

    Address? AsObject(ulong word) =>
        word % 8 == 0 && VmMemory.AsPointer(word) is { } at && MappingTable.Find(mappings, at) is { IsWritablePrivate: true, IsFile: false }
            ? at
            : null;
}
