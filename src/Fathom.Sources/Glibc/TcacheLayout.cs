namespace Fathom.Sources.Glibc;

/// <summary>
/// struct tcache_perthread_struct (malloc/malloc.c), a live chunk of its own size: 2.26 to 2.29, to 2.41, and since 2.42.
/// </summary>
/// <param name="CountBytes">Width of the counts that stand before the entries.</param>
/// <param name="CountsSlots">The counts are of places left, not of chunks.</param>
readonly record struct TcacheLayout(int Bins, int CountBytes, bool CountsSlots)
{
    public const ulong SmallestChunk = 0x250;
    public const ulong LargestChunk = 0x300;

    /// <summary>Bins for one size each; those behind them hold a range of sizes.</summary>
    public const int SmallBins = 64;

    public int Entries => Bins * CountBytes;

    public int Size => Entries + (Bins * 8);

    public static TcacheLayout? OfChunk(ulong size) => size switch
    {
        0x250 => new(64, 1, false),
        0x290 => new(64, 2, false),
        0x300 => new(76, 2, true),
        _ => null,
    };

    public static ulong SizeOf(int bin) => ((ulong)bin + 2) * 16;
}
