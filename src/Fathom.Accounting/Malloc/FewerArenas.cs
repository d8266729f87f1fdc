using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Accounting.Malloc;

/// <summary>
/// What MALLOC_ARENA_MAX would spare. Memory that is free in one arena serves no thread of another, so with fewer
/// arenas less of it is kept.
/// </summary>
/// <param name="Arenas">How many there would be, the main arena included (malloc/arena.c, arena_get2).</param>
/// <param name="Spared">
/// Resident bytes. Nothing at least: if all arenas had their peaks at one time, one arena needs as much as all. At most
/// what is free in all arenas but those that have the most of it: then the ones left keep no more than they do now.
/// </param>
public sealed record FewerArenas(int Arenas, ByteRange Spared)
{
    static readonly int[] Usual = [4, 2, 1];

    /// <summary>Null where there are not more arenas than that.</summary>
    public static FewerArenas? Of(MallocState state, int arenas)
    {
        if (arenas < 1 || state.Arenas.Count <= arenas)
            return null;
        // Threads' caches stay with their threads, however many arenas there are.
        long spared = state.Arenas.Select(arena => arena.Resident.Free.Value).OrderDescending().Skip(arenas).Sum();
        return new FewerArenas(arenas, new ByteRange(Bytes.Zero, new Bytes(spared)));
    }

    /// <summary>Most arenas first: the usual numbers as far as they are fewer than now, and one that is asked for in any case.</summary>
    public static IReadOnlyList<FewerArenas> All(MallocState state, int? asked)
    {
        List<FewerArenas> all = [];
        foreach (int arenas in Usual.Union(asked is { } number ? [number] : []).OrderDescending())
        {
            if ((Of(state, arenas) ?? (arenas == asked ? new FewerArenas(arenas, default) : null)) is { } effect)
                all.Add(effect);
        }
        return all;
    }
}
