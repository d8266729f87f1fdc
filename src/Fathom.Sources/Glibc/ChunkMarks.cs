using System.Runtime.InteropServices;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Chunks that lists name, one bit for 16 bytes: their headers say "in use", so the walk must know them beforehand.
/// Only stretches with a mark take memory: at most 1/128 of the heaps.
/// </summary>
sealed class ChunkMarks
{
    public const int BlockShift = 20;
    const int WordsOfBlock = 1 << (BlockShift - 4 - 6);

    readonly Dictionary<ulong, ulong[]> _blocks = [];

    public long Count { get; private set; }

    /// <summary>The bits of the MiB that an address lies in; null where none is set.</summary>
    public ulong[]? Block(ulong address) => _blocks.GetValueOrDefault(address >> BlockShift);

    public static bool Has(ulong[] block, ulong address) =>
        (block[(address >> 10) & (WordsOfBlock - 1)] >> (int)((address >> 4) & 63) & 1) != 0;

    public bool Has(ulong address) => Block(address) is { } block && Has(block, address);

    /// <summary>False where the mark was there already: a list that comes back to itself.</summary>
    public bool Set(ulong address)
    {
        ref ulong[]? block = ref CollectionsMarshal.GetValueRefOrAddDefault(_blocks, address >> BlockShift, out _);
        block ??= new ulong[WordsOfBlock];
        ref ulong word = ref block[(address >> 10) & (WordsOfBlock - 1)];
        ulong bit = 1UL << (int)((address >> 4) & 63);
        if ((word & bit) != 0)
            return false;
        word |= bit;
        Count++;
        return true;
    }

    public void Clear()
    {
        _blocks.Clear();
        Count = 0;
    }
}
