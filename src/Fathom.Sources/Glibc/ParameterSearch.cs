using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Finds struct malloc_par beside main_arena. Its word sbrk_base is an address of the break; the fields before it are
/// believed if they are what they can be.
/// </summary>
sealed class ParameterSearch(WalkMemory memory, IReadOnlyList<Mapping> mappings)
{
    const int DefaultMostMaps = 65536;
    const ulong DefaultTopPad = 128 * 1024;
    const ulong DefaultArenaTest = 8;

    static readonly Bytes LargestData = Bytes.FromMiB(8);

    /// <summary>Offsets from sbrk_base; those not named lie next to them.</summary>
    readonly record struct Shape(int TrimThreshold, int ThpPage, int HugePage, int Maps);

    // 2.43 (with thp_mode), 2.35 to 2.42, 2.26 to 2.34; each with one word more before sbrk_base up to 2.24.
    static readonly Shape[] Shapes =
    [
        new(-104, -56, -48, -36), new(-96, -56, -48, -36), new(-72, 0, 0, -32), new(-80, 0, 0, -40),
    ];

    /// <param name="SbrkBase">Where the main arena's first chunk is; 0 where it never used the break.</param>
    /// <param name="TrimUnit">What systrim rounds to.</param>
    public sealed record Found(MallocParameters Parameters, ulong SbrkBase, ulong TrimUnit);

    public Found? Find(ulong mainArena, AddressRange? heap)
    {
        if (MappingTable.Find(mappings, new Address(mainArena)) is not { } data || data.Range.Length > LargestData)
            return null;
        ulong[] words = new ulong[data.Range.Length.Value / 8];
        int got = Read(data.Range, MemoryMarshal.AsBytes(words.AsSpan()));
        words = words[..(got / 8)];
        foreach (bool isStrict in (ReadOnlySpan<bool>)[true, false])
        {
            for (int i = 13; i < words.Length; i++)
            {
                // Without a break it is the first piece that was mapped in its place.
                bool isBreak = heap is not { } range || range.Contains(new Address(words[i]));
                if (isBreak && FoundAt(words, i, isStrict || heap is null) is { } found)
                    return found;
            }
        }
        return null;
    }

    int Read(AddressRange range, Span<byte> into)
    {
        for (int at = 0; at < into.Length; at += Bytes.PageSize)
        {
            if (memory.Read(range.Start + at, into.Slice(at, Bytes.PageSize)) != Bytes.PageSize)
                return at;
        }
        return into.Length;
    }

    static Found? FoundAt(ulong[] words, int at, bool isStrict)
    {
        foreach (Shape shape in Shapes)
        {
            if (Fits(words, at, shape, isStrict))
                return Made(words, at, shape);
        }
        return null;
    }

    static bool Fits(ulong[] words, int at, Shape shape, bool isStrict)
    {
        (ulong trim, ulong pad, ulong threshold, ulong test) = Settings(words, at, shape);
        (int count, int most, int peak, int isFixed) = Maps(words, at, shape);
        (ulong mapped, ulong mappedPeak) = (words[at + MappedAt(shape)], words[at + MappedAt(shape) + 1]);
        if (isStrict && (most != DefaultMostMaps || pad != DefaultTopPad || test != DefaultArenaTest))
            return false;
        return count >= 0 && count <= most && peak >= count && isFixed is 0 or 1 && most >= 0
            && mapped <= mappedPeak && mappedPeak < 1UL << 56 && mapped % Bytes.PageSize == 0 && (count == 0) == (mapped == 0)
            && test <= 4096 && (trim < 1UL << 40 || trim == ulong.MaxValue) && threshold < 1UL << 40 && pad < 1UL << 40;
    }

    static Found Made(ulong[] words, int at, Shape shape)
    {
        (ulong trim, ulong pad, ulong threshold, _) = Settings(words, at, shape);
        (int count, _, int peak, int isFixed) = Maps(words, at, shape);
        ulong thp = shape.ThpPage == 0 ? 0 : words[at + (shape.ThpPage / 8)];
        ulong huge = shape.HugePage == 0 ? 0 : words[at + (shape.HugePage / 8)];
        MallocParameters parameters = new()
        {
            ArenaMax = (long)Math.Min(words[at + (shape.TrimThreshold / 8) + 4], int.MaxValue),
            MmapThreshold = Amount(threshold),
            TrimThreshold = Amount(trim),
            TopPad = Amount(pad),
            IsThresholdFixed = isFixed == 1,
            HugePage = Amount(huge),
            MmappedCount = count,
            MaxMmappedCount = peak,
            Mmapped = Amount(words[at + MappedAt(shape)]),
            MaxMmapped = Amount(words[at + MappedAt(shape) + 1]),
        };
        bool isUnit = thp is > Bytes.PageSize and <= 1UL << 30 && (thp & (thp - 1)) == 0;
        return new Found(parameters, words[at], isUnit ? thp : Bytes.PageSize);
    }

    static (ulong Trim, ulong Pad, ulong Threshold, ulong Test) Settings(ulong[] words, int at, Shape shape)
    {
        int first = at + (shape.TrimThreshold / 8);
        return (words[first], words[first + 1], words[first + 2], words[first + 3]);
    }

    static (int Count, int Most, int Peak, int IsFixed) Maps(ulong[] words, int at, Shape shape)
    {
        // Integers, and in some versions not at a multiple of eight.
        ReadOnlySpan<int> halves = MemoryMarshal.Cast<ulong, int>(words).Slice((2 * at) + (shape.Maps / 4), 4);
        return (halves[0], halves[1], halves[2], halves[3]);
    }

    /// <summary>mmapped_mem stands before max_mmapped_mem, and that before sbrk_base or one word earlier.</summary>
    static int MappedAt(Shape shape) => shape.Maps == -40 ? -3 : -2;

    static Bytes Amount(ulong word) => new((long)Math.Min(word, long.MaxValue));
}
