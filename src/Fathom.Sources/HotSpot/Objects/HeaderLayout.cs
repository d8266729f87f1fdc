using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Where an object's header names its class (oops/oop.hpp; with compact headers oops/markWord.hpp).</summary>
/// <param name="ArrayLengthAt">Where an array keeps its length.</param>
sealed record HeaderLayout(bool IsCompact, bool IsNarrow, int ArrayLengthAt)
{
    /// <summary>The mark, the class, the length of an array: no header is longer.</summary>
    public const int Longest = 24;

    const int KlassAt = 8;
    const int CompactShift = 42; // markWord::klass_shift

    public static HeaderLayout Of(Oops oops) => new(oops.HasCompactHeaders, oops.HasNarrowClasses, oops.ArrayLengthAt);

    /// <summary>The word that names the class; the span holds <see cref="Longest"/> bytes at least.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Word(ReadOnlySpan<byte> header)
    {
        if (IsCompact)
            return MemoryMarshal.Read<ulong>(header) >> CompactShift;
        return IsNarrow ? MemoryMarshal.Read<uint>(header[KlassAt..]) : MemoryMarshal.Read<ulong>(header[KlassAt..]);
    }
}
