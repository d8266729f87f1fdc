namespace Fathom.Sources.Profiles;

/// <summary>A step of an expression: letters that lead on, a fork, or the end.</summary>
/// <param name="Letters">Null for a fork, or the end.</param>
/// <param name="Other">The second way of a fork; -1 for none.</param>
readonly record struct NameExpressionStep(LetterSet? Letters, int Next, int Other = -1, bool IsEnd = false);

/// <summary>Bytes, one bit each.</summary>
sealed class LetterSet
{
    readonly ulong[] _bits = new ulong[4];

    public bool Contains(byte letter) => (_bits[letter >> 6] >> (letter & 63) & 1) != 0;

    public void Add(int first, int last)
    {
        for (int letter = first; letter <= last; letter++)
            _bits[letter >> 6] |= 1UL << (letter & 63);
    }

    public void Turn()
    {
        for (int i = 0; i < _bits.Length; i++)
            _bits[i] = ~_bits[i];
    }
}
