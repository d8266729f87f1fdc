using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fathom.Sources.HotSpot;

/// <summary>How references to objects stand in memory.</summary>
/// <param name="Length">Bytes of one in a field.</param>
/// <param name="Base">With its shift what a narrow one is relative to; zero both where they are whole.</param>
/// <param name="IsColoured">Generational ZGC: four bits say by how much to shift (gc/z/zAddress.inline.hpp).</param>
/// <param name="Mask">The bits that say where in the heap; the others say by which view of it.</param>
/// <param name="View">The bit of the view by which objects are told; zero where there is but one heap.</param>
/// <param name="Views">The bits of all views: an address has one of them.</param>
/// <param name="Moves">Where objects have gone whose references are of an earlier phase; null where every reference is good.</param>
readonly record struct ReferenceCode(
    int Length, ulong Base, int Shift, bool IsColoured, ulong Mask, ulong View, ulong Views, Objects.ZForwardings? Moves = null)
{
    /// <summary>What a field refers to; zero for null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong At(ReadOnlySpan<byte> bytes, int offset) =>
        Length == 4 ? Narrow(MemoryMarshal.Read<uint>(bytes[offset..])) : Whole(MemoryMarshal.Read<ulong>(bytes[offset..]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Narrow(uint word) => word == 0 ? 0 : unchecked(Base + ((ulong)word << Shift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Whole(ulong word) => View == 0 ? word : OfViews(word);

    ulong OfViews(ulong word)
    {
        ulong place = Plain(IsColoured && (word >> 12 & 15) is var colour and not 0
            ? word >> (13 + BitOperations.TrailingZeroCount(colour)) : word);
        return Moves is null || place == 0 ? place : Moves.Follow(word, place);
    }

    /// <summary>An address without colour, as it stands on stacks; zero for what is none of this heap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Plain(ulong word)
    {
        if (View == 0)
            return word;
        ulong view = word & ~Mask;
        // Of several views there is one bit more, for what only a finalizer still leads to (gc/z/zGlobals_x86.cpp).
        if (!BitOperations.IsPow2(Views))
            view &= ~((Views & (~Views + 1)) << 3);
        return BitOperations.IsPow2(view) && (view & Views) != 0 ? (word & Mask) | View : 0;
    }
}
