using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Accounting.Malloc;

/// <summary>What malloc_trim(0) would return now, and what it could not.</summary>
/// <param name="Free">In memory and free: in bins, fast bins, threads' caches and tops.</param>
/// <param name="Returned">Whole pages inside free chunks, and the end of the main arena.</param>
/// <param name="Locked">Free chunks, or ends of them, on pages that something live is on, too.</param>
/// <param name="Cached">In threads' caches and fast bins; a trim leaves the caches as they are.</param>
/// <param name="Top">Ends of arenas. A trim shortens that of the main arena only.</param>
/// <param name="Pins">Who keeps the locked memory, by chunk size; most first.</param>
public sealed record TrimForecast(
    Bytes Free, Bytes Returned, Bytes Locked, Bytes Cached, Bytes Top, IReadOnlyList<PinningSize> Pins)
{
    /// <summary>Free pages in swap that a trim drops, too: MADV_DONTNEED frees them there, without reading them.</summary>
    public Bytes ReturnedFromSwap { get; init; }

    /// <summary>A prediction from figures that could not all be proven.</summary>
    public bool IsApproximate { get; init; }

    public static TrimForecast Of(Arena arena)
    {
        HeapSplit resident = arena.Resident;
        return new TrimForecast(resident.Free + resident.Cached, resident.Trimmable, resident.Locked, resident.Cached, resident.Top, arena.Pins)
        {
            ReturnedFromSwap = arena.Swapped.Trimmable,
            IsApproximate = arena.Proof.Outcome >= WalkOutcome.Approximate,
        };
    }

    public static TrimForecast Of(MallocState state)
    {
        HeapSplit resident = state.Resident;
        return new TrimForecast(
            resident.Free + resident.Cached, resident.Trimmable, resident.Locked, resident.Cached, resident.Top, Joined(state))
        {
            ReturnedFromSwap = state.Swapped.Trimmable,
            IsApproximate = state.Arenas.Any(arena => arena.Proof.Outcome >= WalkOutcome.Approximate),
        };
    }

    static List<PinningSize> Joined(MallocState state)
    {
        Dictionary<Bytes, PinningSize> bySize = [];
        foreach (PinningSize pin in state.Arenas.SelectMany(arena => arena.Pins))
        {
            PinningSize sum = bySize.GetValueOrDefault(pin.ChunkSize);
            bySize[pin.ChunkSize] = new PinningSize(pin.ChunkSize, checked(sum.Count + pin.Count), sum.Locked + pin.Locked);
        }
        return [.. bySize.Values.OrderByDescending(pin => pin.Locked).ThenBy(pin => pin.ChunkSize)];
    }
}
