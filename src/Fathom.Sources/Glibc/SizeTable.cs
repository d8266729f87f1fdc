using System.Numerics;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Sources.Glibc;

/// <summary>Counts by chunk size without a table of chunks: exact below 64 KiB, by powers of two above.</summary>
sealed class SizeTable
{
    const int Exact = 64 * 1024 / 16;
    const int Slots = Exact + 64;

    /// <summary>Most rows of an answer; JVMs have some 300 sizes.</summary>
    const int MostRows = 1000;

    readonly long[] _counts = new long[Slots];
    readonly long[] _bytes = new long[Slots];

    public static int SlotOf(ulong size) => size < 64 * 1024 ? (int)(size >> 4) : Large(size);

    static int Large(ulong size) => Exact + BitOperations.Log2(size - 1);

    public void Add(ulong size, long bytes)
    {
        unchecked
        {
            int slot = SlotOf(size);
            _counts[slot]++;
            _bytes[slot] += bytes;
        }
    }

    /// <summary>Most bytes first.</summary>
    public IReadOnlyList<T> Rows<T>(Func<Bytes, ChunkTotal, T> row)
    {
        List<(int Slot, long Bytes)> used = [];
        for (int slot = 0; slot < Slots; slot++)
        {
            if (_counts[slot] > 0)
                used.Add((slot, _bytes[slot]));
        }
        used.Sort((a, b) => b.Bytes.CompareTo(a.Bytes) is var byBytes and not 0 ? byBytes : a.Slot.CompareTo(b.Slot));
        return [.. used.Take(MostRows).Select(each => row(SizeOf(each.Slot), new(_counts[each.Slot], new Bytes(each.Bytes))))];
    }

    public static long ClassOf(ulong size) => SizeOf(SlotOf(size)).Value;

    public static Bytes SizeOf(int slot) =>
        new(slot < Exact ? slot * 16L : slot - Exact < 62 ? 1L << (slot - Exact + 1) : long.MaxValue);
}
