using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static Fathom.Sources.Census.ReachOdd;

namespace Fathom.Sources.Census;

/// <summary>
/// Finds the words of which some other form than the plain one may be the address of a chunk that was not reached, four at
/// a time: of nearly all words none is. Vectors of 16 bytes are what every processor has that the binary is built for.
/// </summary>
readonly ref struct ReachSieve
{
    public const int Lanes = 4;

    // What is above or below when taken for a signed number, as the comparison of vectors takes it.
    const ulong Sign = 1UL << 63;

    readonly Vector128<ulong> _low, _farLow;
    readonly Vector128<long> _span, _farSpan;
    readonly Vector128<ulong> _guard;
    readonly bool _hasFar;

    public ReachSieve(in WordRange range, ulong guard)
    {
        unchecked
        {
            (_low, _farLow) = (Vector128.Create(range.Low + Sign), Vector128.Create(range.FarLow + Sign));
            (_span, _farSpan) = (Vector128.Create((long)(range.Span + Sign)), Vector128.Create((long)(range.FarSpan + Sign)));
            (_guard, _hasFar) = (Vector128.Create(guard), range.FarSpan > 0);
        }
    }

    /// <summary>From a place on, the next four words of which one may be; the last ones are always told.</summary>
    public int Next(ReadOnlySpan<ulong> words, int from, ulong at)
    {
        unchecked
        {
            ref ulong first = ref MemoryMarshal.GetReference(words);
            int i = from;
            for (; i + Lanes <= words.Length; i += Lanes)
            {
                Vector128<ulong> word = Vector128.LoadUnsafe(ref first, (nuint)i), more = Vector128.LoadUnsafe(ref first, (nuint)i + 2);
                if ((word | more) == Vector128<ulong>.Zero)
                    continue;
                ulong place = at + (8 * (ulong)i);
                Vector128<ulong> here = Vector128.Create(place, place + 8), there = Vector128.Create(place + 16, place + 24);
                Vector128<long> hits = Forms(word, here, _low, _span) | Forms(more, there, _low, _span);
                if (_hasFar)
                    hits |= Forms(word, here, _farLow, _farSpan) | Forms(more, there, _farLow, _farSpan);
                if (hits != Vector128<long>.Zero)
                    return i;
            }
            return Math.Min(i, words.Length);
        }
    }

    /// <summary>The same of addresses at places that are no multiple of 8; the last eight bytes are always told.</summary>
    public int NextBetween(ReadOnlySpan<byte> bytes, int from)
    {
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        int i = from;
        for (; i + (8 * Lanes) + 8 <= bytes.Length; i += 8 * Lanes)
        {
            Vector128<long> hits = Vector128<long>.Zero;
            for (int half = i; half <= i + 16; half += 16)
            {
                for (int shift = 1; shift < 8; shift++)
                {
                    Vector128<ulong> word = Vector128.LoadUnsafe(ref first, (nuint)(half + shift)).AsUInt64();
                    hits |= In(word, _low, _span);
                    if (_hasFar)
                        hits |= In(word, _farLow, _farSpan);
                }
            }
            if (hits != Vector128<long>.Zero)
                return i;
        }
        return i;
    }

    /// <summary>As <see cref="ReachOdd"/> tries them one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector128<long> Forms(Vector128<ulong> word, Vector128<ulong> place, Vector128<ulong> low, Vector128<long> span)
    {
        Vector128<ulong> half = Vector128.Create(0x80000000UL), lower = Vector128.Create(0xFFFFFFFFUL);
        // Plain addresses, and tags in the low bits alone, lead into their chunk anyway.
        Vector128<long> hits = Vector128.AndNot(In(word & Vector128.Create(Low48 & ~15UL), low, span), In(word, low, span));
        hits |= In(word >>> 16, low, span) | In(word << 1, low, span) | In(word << 3, low, span) | In(word << 4, low, span);
        hits |= In(Reversed(word), low, span) | In(~word, low, span);
        hits |= In(((word >>> MangledTurn) | (word << (64 - MangledTurn))) ^ _guard, low, span) | In(word ^ (place >>> 12), low, span);
        // Sign extension: a number of 32 bits as one without a sign, less what that adds.
        Vector128<ulong> from = place - half;
        return hits | InAligned(word + place, low, span) | InAligned(((word & lower) ^ half) + from, low, span)
            | InAligned(((word >>> 32) ^ half) + from + Vector128.Create(4UL), low, span);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<ulong> Reversed(Vector128<ulong> word) =>
        (Ssse3.IsSupported ? Ssse3.Shuffle(word.AsByte(), LastFirst) : Vector128.Shuffle(word.AsByte(), LastFirst)).AsUInt64();

    static Vector128<byte> LastFirst => Vector128.Create((byte)7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<long> In(Vector128<ulong> address, Vector128<ulong> low, Vector128<long> span) =>
        Vector128.LessThan((address - low).AsInt64(), span);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<long> InAligned(Vector128<ulong> address, Vector128<ulong> low, Vector128<long> span) =>
        In(address, low, span) & Vector128.Equals(address & Vector128.Create(15UL), Vector128<ulong>.Zero).AsInt64();
}
