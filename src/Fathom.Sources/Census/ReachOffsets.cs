using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fathom.Sources.Census;

/// <summary>
/// Finds distances from a base in place of addresses, in 32 or 64 bits, in units of 1, 8 or 16 bytes: neighbours in a
/// table differ as neighbours in the heap do. A table in another order is not seen.
/// </summary>
sealed class ReachOffsets(ReachLook look, ReachMissing missing)
{
    static readonly int[] Units = [0, 3, 4];

    readonly List<List<ulong>> _wanted = [.. missing.Samples.Where(samples => samples.Count >= ReachMissing.Least)];

    public void Look(ReadOnlySpan<ulong> words)
    {
        foreach (List<ulong> samples in _wanted)
        {
            foreach (int unit in Units)
            {
                ulong step = (samples[1] - samples[0]) >> unit;
                LookNarrow(MemoryMarshal.Cast<ulong, uint>(words), samples, unit, step);
                LookWide(words, samples, unit, step);
            }
        }
    }

    void LookNarrow(ReadOnlySpan<uint> words, List<ulong> samples, int unit, ulong step)
    {
        if (step > uint.MaxValue)
            return;
        for (int i = Next(words, 0, (uint)step); i + samples.Count <= words.Length; i = Next(words, i + 1, (uint)step))
        {
            if (words[i] != 0 && Follows(words[i..], samples, unit))
                MarkAll(words, unchecked(samples[0] - ((ulong)words[i] << unit)), unit);
        }
    }

    void LookWide(ReadOnlySpan<ulong> words, List<ulong> samples, int unit, ulong step)
    {
        for (int i = Next(words, 0, step); i + samples.Count <= words.Length; i = Next(words, i + 1, step))
        {
            if (words[i] != 0 && words[i] != samples[0] && Follows(words[i..], samples, unit)
                && !look.Index.Find(words[i]).Found)
                MarkAll(words, unchecked(samples[0] - (words[i] << unit)), unit);
        }
    }

    /// <summary>Where a word is followed by one that is a step larger; the end where none is.</summary>
    static int Next<T>(ReadOnlySpan<T> words, int from, T step)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        ref T first = ref MemoryMarshal.GetReference(words);
        Vector256<T> wanted = Vector256.Create(step);
        int i = from;
        for (; i + Vector256<T>.Count < words.Length; i += Vector256<T>.Count)
        {
            if (Vector256.EqualsAny(Vector256.LoadUnsafe(ref first, (nuint)i + 1) - Vector256.LoadUnsafe(ref first, (nuint)i), wanted))
                break;
        }
        for (; i + 1 < words.Length; i++)
        {
            if (unchecked(words[i + 1] - words[i]) == step)
                return i;
        }
        return words.Length;
    }

    static bool Follows(ReadOnlySpan<uint> words, List<ulong> samples, int unit)
    {
        for (int k = 1; k < samples.Count; k++)
        {
            if ((ulong)unchecked(words[k] - words[0]) != (samples[k] - samples[0]) >> unit)
                return false;
        }
        return true;
    }

    static bool Follows(ReadOnlySpan<ulong> words, List<ulong> samples, int unit)
    {
        for (int k = 1; k < samples.Count; k++)
        {
            if (unchecked(words[k] - words[0]) != (samples[k] - samples[0]) >> unit)
                return false;
        }
        return true;
    }

    void MarkAll(ReadOnlySpan<uint> words, ulong from, int unit)
    {
        look.Spread.Use(ReachLabels.Offsets);
        foreach (uint word in words)
            Mark(unchecked(from + ((ulong)word << unit)));
    }

    void MarkAll(ReadOnlySpan<ulong> words, ulong from, int unit)
    {
        look.Spread.Use(ReachLabels.Offsets);
        foreach (ulong word in words)
            Mark(unchecked(from + (word << unit)));
    }

    void Mark(ulong address)
    {
        if (look.Index.Find(address) is { Found: true } chunk)
            look.Spread.Mark(chunk);
    }
}
