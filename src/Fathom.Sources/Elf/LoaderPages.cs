using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Elf;

/// <summary>
/// Pages that the dynamic linker took from the kernel while there was no malloc yet (glibc elf/dl-minimal-malloc.c): the
/// first link maps, and the first thread's control block. In /proc/PID/maps they are nameless like anybody's; what lies in
/// them says whose they are.
/// </summary>
sealed class LoaderPages(IReadOnlyList<Mapping> mappings, IMemory memory)
{
    // It asks for a page or two at a time. The kernel joins them with neighbours of others, so that no more is claimed than
    // what lies between two pages that are known by what is in them.
    const long MostBytes = 64 * 1024;

    const int MostLinkMaps = 65_536;

    // <link.h>: struct r_debug; struct link_map {l_addr, l_name, l_ld, l_next, l_prev}.
    const int FirstMap = 8;
    const int Dynamic = 16;
    const int Next = 24;
    const int Previous = 32;
    const int LinkMapSize = 40;

    readonly SortedDictionary<Address, AddressRange> _known = [];

    /// <summary>The images, the dynamic linker with these pages. Others' claims on a page come first.</summary>
    public IReadOnlyList<LoadedImage> Join(IReadOnlyList<LoadedImage> images, IReadOnlyList<ThreadStack> threads)
    {
        int loader = IndexOf(images, out ulong debug);
        if (loader < 0)
            return images;
        AddLinkMaps(debug, images);
        foreach (ThreadStack thread in threads)
        {
            if (thread.ControlBlock is { } block && thread.Stack?.Contains(block) != true)
                Add(block);
        }
        if (_known.Count > 0)
            AddWhatItPointsTo(images[loader]);
        AddressRange[] pages = [.. _known.Values.Where(range => range.Length.Value <= MostBytes)];
        return [.. images.Select((image, i) => i == loader ? image with { Taken = pages } : image)];
    }

    int IndexOf(IReadOnlyList<LoadedImage> images, out ulong debug)
    {
        for (int i = 0; i < images.Count; i++)
        {
            string file = images[i].Name[(images[i].Name.LastIndexOf('/') + 1)..];
            if (!file.StartsWith("ld", StringComparison.Ordinal))
                continue;
            Result<ElfSymbol> symbol = ElfImage.Open(new LoadedBytes(memory, images[i].Range.Start, images[i].Name))
                .Then(image => image.ExportedSymbols).Then(table => table.Find("_r_debug"));
            if (symbol.Try(out ElfSymbol found, out _))
            {
                debug = unchecked(images[i].Bias + found.Value);
                return i;
            }
        }
        debug = 0;
        return -1;
    }

    /// <summary>A list is believed as far as each entry leads back to the one before, and to an image's dynamic section.</summary>
    void AddLinkMaps(ulong debug, IReadOnlyList<LoadedImage> images)
    {
        Span<byte> bytes = stackalloc byte[LinkMapSize];
        if (memory.Read(new Address(debug + FirstMap), bytes[..8]) != 8)
            return;
        ulong before = 0, at = Word(bytes, 0);
        for (int i = 0; i < MostLinkMaps && at is > 0 and < 1UL << 56; i++)
        {
            if (memory.Read(new Address(at), bytes) != LinkMapSize || Word(bytes, Previous) != before)
                return;
            Address dynamic = new(Word(bytes, Dynamic));
            if (images.Any(image => image.Range.Contains(dynamic)))
                Add(new Address(at));
            (before, at) = (at, Word(bytes, Next));
        }
    }

    /// <summary>Where its malloc stands (alloc_ptr, alloc_end), and the first thread's vector of thread-local blocks.</summary>
    void AddWhatItPointsTo(LoadedImage loader)
    {
        byte[] bytes = new byte[MostBytes];
        foreach (Mapping mapping in mappings)
        {
            bool isData = loader.Range.Contains(mapping.Range.Start) && (mapping.Access & Access.Write) != 0;
            int got = isData ? memory.Read(mapping.Range.Start, bytes.AsSpan(0, (int)Math.Min(MostBytes, mapping.Range.Length.Value))) : 0;
            foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes.AsSpan(0, got)))
            {
                // An end is the beginning of what is not its own.
                if (word is > Bytes.PageSize and < 1UL << 56 && MappingTable.Find(mappings, new Address(word - 1)) is { } at
                    && _known.ContainsKey(at.Range.Start))
                    Add(new Address(word - 1));
            }
        }
    }

    void Add(Address inside)
    {
        if (MappingTable.Find(mappings, inside) is not { IsAnonymous: true, IsWritablePrivate: true, Name: "" } mapping)
            return;
        AddressRange page = new(inside.PageFloor, inside.PageFloor + Bytes.PageSize);
        _known[mapping.Range.Start] = _known.TryGetValue(mapping.Range.Start, out AddressRange known)
            ? new AddressRange(known.Start < page.Start ? known.Start : page.Start, known.End > page.End ? known.End : page.End)
            : page;
    }

    static ulong Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
