using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// VirtualSpaceNode: the next node of its list, and somewhere behind it the ReservedSpace, base and size. Where exactly
/// differs by version, so two words are believed only if all of what they span is memory as metaspace takes it.
/// </summary>
sealed class MetaspaceNode(Vm vm, IReadOnlyList<Mapping> mappings)
{
    const int MostNodes = 100_000;
    const int HeadWords = 32;

    // metaspaceSettings.hpp: memory is committed in granules of 64 KiB, so nodes are multiples of it.
    const ulong Granule = 64 * 1024;

    /// <summary>What the node at an address and those behind it have reserved.</summary>
    public IEnumerable<AddressRange> From(Address first) =>
        Chain.From(first, MostNodes, node => vm.Memory.Pointer(node)).Select(node => Reserved(Words(node))).OfType<AddressRange>();

    /// <summary>VirtualSpaceList begins with its name, in some versions behind a table of functions: the first word that leads to a node.</summary>
    public Address? FirstOf(Address list)
    {
        foreach (ulong word in Words(list)[..5])
        {
            if (ReservedAt(word) is not null)
                return new Address(word);
        }
        return null;
    }

    /// <summary>What the node that a word may point to has reserved; null where it is none.</summary>
    public AddressRange? ReservedAt(ulong word) =>
        word % 8 == 0 && word is > 4096 and < 1UL << 47 ? Reserved(Words(new Address(word))) : null;

    /// <summary>The head of an object, as far as it can be read; absent words are 0.</summary>
    public ulong[] Words(Address at, int count = HeadWords)
    {
        ulong[] words = new ulong[count];
        vm.Memory.Read(at, MemoryMarshal.AsBytes(words.AsSpan()));
        return words;
    }

    /// <summary>Up to 8 a node begins with the same as a MemRegion, whose length is in words: the longer of two is in bytes.</summary>
    AddressRange? Reserved(ulong[] words)
    {
        AddressRange? found = null;
        for (int i = 1; i + 1 < words.Length; i++)
        {
            (ulong start, ulong size) = (words[i], words[i + 1]);
            if (start == 0 || start % Granule != 0 || size % Granule != 0 || size is < 1 << 20 or > 1UL << 40 || start >= 1UL << 47)
                continue;
            AddressRange range = new(new(start), new(start + size));
            if ((found is null || (found.Value.Start == range.Start && found.Value.Length < range.Length)) && HotSpot.Reserved.Covers(mappings, range))
                found = range;
        }
        return found;
    }
}
