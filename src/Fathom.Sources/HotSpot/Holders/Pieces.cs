using System.Runtime.CompilerServices;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>An array that grows without being copied: its old copies would be as much garbage as it is itself.</summary>
sealed class Pieces<T>
    where T : struct
{
    const int Shift = 11;
    const int Length = 1 << Shift;

    T[][] _pieces = new T[16][];

    public ref T this[int number]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _pieces[number >> Shift][number & (Length - 1)];
    }

    /// <summary>The place of the next one, which is the first that is not there yet.</summary>
    public ref T Add(int number)
    {
        int piece = number >> Shift;
        if (piece == _pieces.Length)
            Array.Resize(ref _pieces, 2 * piece);
        _pieces[piece] ??= new T[Length];
        return ref this[number];
    }
}
