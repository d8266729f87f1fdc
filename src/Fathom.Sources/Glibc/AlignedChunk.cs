using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Glibc;

/// <summary>
/// A chunk within a mapping of its own, where memalign was asked for: it puts a header of its own before the aligned place,
/// which says how far it is from the start (malloc/malloc.c, _int_memalign). realloc changes that one alone, and the first
/// keeps the old size.
/// </summary>
/// <param name="Lead">From the mapping's start to the chunk.</param>
/// <param name="Size">From there to the mapping's end.</param>
readonly record struct AlignedChunk(ulong Lead, ulong Size)
{
    const ulong FlagBits = 7;
    const ulong IsMmapped = 2;

    // Alignments by their bits: below 32 malloc itself aligns, and above 1 MiB nobody asks.
    const int SmallestAlignment = 5;
    const int LargestAlignment = 20;

    /// <summary>Null where malloc returned what lies behind the mapping's first header.</summary>
    /// <param name="size">By that header.</param>
    /// <param name="room">What is mapped from there on, neighbours included.</param>
    public static AlignedChunk? Find(IMemory memory, Address start, ulong size, ulong room)
    {
        Span<Address> places = stackalloc Address[LargestAlignment - SmallestAlignment + 1];
        Span<byte> headers = stackalloc byte[places.Length * 16];
        Span<bool> read = stackalloc bool[places.Length];
        int count = 0;
        for (int bits = SmallestAlignment; bits <= LargestAlignment; bits++)
        {
            ulong lead = LeadOf(start.Value, 1UL << bits);
            if (lead < size)
                places[count++] = start + (long)lead;
        }
        memory.ReadEach(places[..count], 16, headers[..(count * 16)], read[..count]);
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(headers);
        for (int i = 0; i < count; i++)
        {
            ulong lead = (ulong)(places[i] - start), word = words[(2 * i) + 1], rest = word & ~FlagBits;
            if (read[i] && words[2 * i] == lead && (word & FlagBits) == IsMmapped && rest <= room - lead
                && (lead + rest) % Bytes.PageSize == 0)
                return new AlignedChunk(lead, rest);
        }
        return null;
    }

    static ulong LeadOf(ulong start, ulong alignment)
    {
        const ulong header = 16, least = 32;
        ulong lead = ((start + header + alignment - 1) & ~(alignment - 1)) - header - start;
        return lead < least ? lead + alignment : lead;
    }
}
