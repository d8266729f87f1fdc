using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fathom.Sources.Census;

/// <summary>Finds the words that lie in a range, eight at a time: nearly all words of a heap do not.</summary>
static class WordSieve
{
    const int Lanes = 8;

    /// <summary>The next word from a place on that may be an address of a chunk; the count where there is none.</summary>
    public static int Next(ReadOnlySpan<ulong> words, int from, in WordRange range)
    {
        unchecked
        {
            ref ulong at = ref MemoryMarshal.GetReference(words);
            int i = from;
            Vector256<ulong> low = Vector256.Create(range.Low), span = Vector256.Create(range.Span);
            Vector256<ulong> farLow = Vector256.Create(range.FarLow), farSpan = Vector256.Create(range.FarSpan);
            for (; i + Lanes <= words.Length; i += Lanes)
            {
                Vector256<ulong> first = Vector256.LoadUnsafe(ref at, (nuint)i), second = Vector256.LoadUnsafe(ref at, (nuint)i + 4);
                Vector256<ulong> hits = Vector256.LessThan(first - low, span) | Vector256.LessThan(first - farLow, farSpan);
                Vector256<ulong> more = Vector256.LessThan(second - low, span) | Vector256.LessThan(second - farLow, farSpan);
                if ((hits | more) != Vector256<ulong>.Zero)
                    return i + BitOperations.TrailingZeroCount(hits.ExtractMostSignificantBits() | more.ExtractMostSignificantBits() << 4);
            }
            for (; i < words.Length; i++)
            {
                if (range.Has(Unsafe.Add(ref at, i)))
                    return i;
            }
            return words.Length;
        }
    }
}
