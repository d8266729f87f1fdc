namespace Fathom.Sources.HeapDumps;

/// <summary>
/// Which parts of the heap a piece of the dump has or refers to: a bit for each 65,536th of the heap. A later pass reads only
/// the pieces that may have what it looks for.
/// </summary>
sealed class DumpGranules(ulong lowest, ulong highest)
{
    public const int Bits = 1 << 16;

    readonly int _shift = Math.Max(0, 64 - System.Numerics.BitOperations.LeadingZeroCount(Math.Max(highest, lowest) - lowest) - 16);

    public int Number(ulong id) => unchecked((int)((id - lowest) >> _shift)) & (Bits - 1);

    public static ulong[] NewSet() => new ulong[Bits / 64];

    public void Add(ulong[] set, ulong id)
    {
        int number = Number(id);
        set[number >> 6] |= 1UL << number;
    }

    public static bool Meet(ulong[] one, ulong[] other)
    {
        for (int i = 0; i < one.Length; i++)
        {
            if ((one[i] & other[i]) != 0)
                return true;
        }
        return false;
    }
}
