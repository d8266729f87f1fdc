using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Where an object's header names its class (oops/oop.hpp; with compact headers oops/markWord.hpp).</summary>
sealed class HeaderLayout
{
    /// <summary>The mark, the class, the length of an array: no header is longer.</summary>
    public const int Longest = 24;

    const int KlassAt = 8;
    const int CompactShift = 42; // markWord::klass_shift

    readonly Oops _oops;

    public HeaderLayout(Oops oops)
    {
        _oops = oops;
        IsCompact = oops.HasCompactHeaders;
        IsNarrow = oops.HasNarrowClasses;
    }

    public bool IsCompact { get; }

    public bool IsNarrow { get; }

    public int ArrayLengthAt => _oops.ArrayLengthAt;

    public ulong KlassOf(ulong word) => IsNarrow || IsCompact ? _oops.KlassOf(word) : word;

    /// <summary>The word that names the class; the span holds <see cref="Longest"/> bytes at least.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Word(ReadOnlySpan<byte> header)
    {
        if (IsCompact)
            return MemoryMarshal.Read<ulong>(header) >> CompactShift;
        return IsNarrow ? MemoryMarshal.Read<uint>(header[KlassAt..]) : MemoryMarshal.Read<ulong>(header[KlassAt..]);
    }
}
