using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Elf;

/// <summary>
/// The order in which the loader searches images for a name: its list of link maps (struct r_debug of link.h, which
/// DT_DEBUG of the program points at). The program is first, then what LD_PRELOAD names, then what they need.
/// </summary>
static class LinkOrder
{
    const int MostMaps = 4096;

    // struct r_debug: version, then the first map. struct link_map: l_addr, l_name, l_ld, l_next.
    const ulong FirstMap = 8, DynamicAt = 16, NextMap = 24;

    /// <summary>Those that the loader lists, in its order; empty where there is no loader, or its list cannot be read.</summary>
    public static IReadOnlyList<OpenImage> Of(IReadOnlyList<OpenImage> images, IMemory memory)
    {
        List<OpenImage> order = [];
        ulong map = First(images, memory);
        for (int i = 0; i < MostMaps && map != 0; i++)
        {
            if (ForeignWord.At(memory, map, DynamicAt) is not { } dynamic)
                break;
            foreach (OpenImage image in images)
            {
                if (image.Loaded.Range.Contains(new Address(dynamic)) && !order.Contains(image))
                    order.Add(image);
            }
            map = ForeignWord.At(memory, map, NextMap) ?? 0;
        }
        return order;
    }

    static ulong First(IReadOnlyList<OpenImage> images, IMemory memory)
    {
        foreach (OpenImage image in images)
        {
            // Only a program has it, and the loader fills it in.
            if (image.Elf.Dynamic is { Ok: true } dynamic && dynamic.Value[DynamicTag.Debug] is { } debug and not 0
                && ForeignWord.At(memory, debug, FirstMap) is { } first)
                return first;
        }
        return 0;
    }
}

/// <summary>An image where the loader put it, and its tables.</summary>
sealed record OpenImage(LoadedImage Loaded, ElfImage Elf)
{
    public static IReadOnlyList<OpenImage> All(IReadOnlyList<LoadedImage> images, IMemory memory)
    {
        List<OpenImage> open = [];
        foreach (LoadedImage image in images)
        {
            if (ElfImage.Open(new LoadedBytes(memory, image.Range.Start, image.Name)).Or(null) is { } elf)
                open.Add(new OpenImage(image, elf));
        }
        return open;
    }
}
