using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// The address ranges that metaspace took from the kernel (memory/metaspace/virtualSpaceNode.hpp). vmStructs does not
/// show them; the two contexts are private statics, so .symtab names them, and what a node says is believed only if it
/// is memory of the right kind.
/// </summary>
static class MetaspaceNodes
{
    const string NonClassContext = "_ZN9metaspace16MetaspaceContext23_nonclass_space_contextE";
    const string ClassContext = "_ZN9metaspace16MetaspaceContext20_class_space_contextE";
    // The lists themselves, up to JDK 15 (memory/metaspace.hpp).
    const string NonClassList = "_ZN9Metaspace11_space_listE";
    const string ClassList = "_ZN9Metaspace17_class_space_listE";
    const int MostNodes = 100_000;

    public static IReadOnlyList<string> Symbols { get; } = [NonClassContext, ClassContext, NonClassList, ClassList];

    // metaspaceSettings.hpp: memory is committed in granules of 64 KiB, so nodes are multiples of it.
    const ulong Granule = 64 * 1024;

    public static IEnumerable<JvmRange> Read(Vm vm, VmSymbols symbols, IReadOnlyList<Mapping> mappings)
    {
        IReadOnlyList<(Address At, ulong Size)?> places = symbols.Private(Symbols);
        return [.. Nodes(vm, OfContext(vm, places[0]?.At) ?? Pointer(vm, places[2]?.At), mappings, JvmPart.Metaspace, "nonclass"),
            .. Nodes(vm, OfContext(vm, places[1]?.At) ?? Pointer(vm, places[3]?.At), mappings, JvmPart.ClassSpace, "class")];
    }

    /// <summary>MetaspaceContext { name, list, chunks }.</summary>
    static Address? OfContext(Vm vm, Address? context) => Pointer(vm, Pointer(vm, context) + 8);

    static Address? Pointer(Vm vm, Address? at) => at is { } place ? vm.Memory.Pointer(place) : null;

    /// <summary>A node begins with the next one of its list.</summary>
    static IEnumerable<JvmRange> Nodes(Vm vm, Address? list, IReadOnlyList<Mapping> mappings, JvmPart part, string name)
    {
        Address? node = list is { } at ? FirstNode(vm, at, mappings) : null;
        for (int i = 0; i < MostNodes && node is { } one; i++)
        {
            ulong[] words = Words(vm, one);
            if (Find(words, mappings) is { } range)
                yield return new(range, part, name);
            node = VmMemory.AsPointer(words[0]);
        }
    }

    /// <summary>VirtualSpaceList begins with its name, in some versions behind a table of functions: the first word that leads to a node.</summary>
    static Address? FirstNode(Vm vm, Address list, IReadOnlyList<Mapping> mappings)
    {
        foreach (ulong word in Words(vm, list)[..5])
        {
            if (word % 8 == 0 && word is > 4096 and < 1UL << 47 && Find(Words(vm, new Address(word)), mappings) is not null)
                return new Address(word);
        }
        return null;
    }

    /// <summary>The head of an object, as far as it can be read; absent words are 0.</summary>
    static ulong[] Words(Vm vm, Address at)
    {
        ulong[] words = new ulong[32];
        vm.Memory.Read(at, MemoryMarshal.AsBytes(words.AsSpan()));
        return words;
    }

    /// <summary>The ReservedSpace in the node: base and size in two words, where all of it is anonymous memory.</summary>
    static AddressRange? Find(ulong[] words, IReadOnlyList<Mapping> mappings)
    {
        for (int i = 1; i + 1 < words.Length; i++)
        {
            (ulong start, ulong size) = (words[i], words[i + 1]);
            if (start != 0 && start % Granule == 0 && size % Granule == 0 && size is >= 1 << 20 and <= 1UL << 40
                && start < 1UL << 47 && Reserved.Covers(mappings, new AddressRange(new(start), new(start + size))))
                return new AddressRange(new Address(start), new Address(start + size));
        }
        return null;
    }
}
