using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Evidence.Tracing;

namespace Fathom.Accounting.Profiles;

/// <summary>The sizes that malloc's live chunks grew by, as malloc is asked for them.</summary>
public static class GrownSizes
{
    /// <summary>layout.h, EXACT_RANGES.</summary>
    public const int Most = 8;

    // Fewer blocks, or a smaller part of the growth, are not worth that each of them is noted.
    const int LeastBlocks = 3;
    const double LeastShare = 0.02;

    // glibc malloc.c: a word for the header, in steps of two words, four words at least. Larger chunks than these stand in classes that
    // end at a power of two.
    const long Header = 8, Step = 16, Smallest = 32, LargestExact = 64 * 1024;

    /// <summary>What grew most first.</summary>
    public static IReadOnlyList<SizeRange> Of(MallocState before, MallocState after)
    {
        Dictionary<Bytes, ChunkTotal> grown = [];
        foreach (SizeClass each in after.Arenas.SelectMany(arena => arena.SizeClasses))
            CollectionsMarshal.GetValueRefOrAddDefault(grown, each.ChunkSize, out _) += each.Total;
        foreach (SizeClass each in before.Arenas.SelectMany(arena => arena.SizeClasses))
            CollectionsMarshal.GetValueRefOrAddDefault(grown, each.ChunkSize, out _) -= each.Total;
        KeyValuePair<Bytes, ChunkTotal>[] rising = [.. grown.Where(pair => pair.Value.Count >= LeastBlocks && pair.Value.Bytes > Bytes.Zero)];
        double all = rising.Sum(pair => (double)pair.Value.Bytes.Value);
        return
        [
            .. rising.Where(pair => pair.Value.Bytes.Value >= LeastShare * all).OrderByDescending(pair => pair.Value.Bytes.Value).ThenBy(pair => pair.Key.Value)
                .Take(Most).Select(pair => RequestsOf(pair.Key.Value)),
        ];
    }

    static SizeRange RequestsOf(long chunk)
    {
        long below = chunk <= LargestExact ? chunk - Step : chunk / 2;
        return new SizeRange(new Bytes(chunk <= Smallest ? 0 : below - Header + 1), new Bytes(Math.Max(chunk, Smallest) - Header));
    }
}
