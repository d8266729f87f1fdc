using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fathom.Sources.Census;

/// <summary>
/// Finds distances from a base in place of addresses, in 32 or 64 bits, in units of 1, 8 or 16 bytes: neighbours in a
/// table differ as neighbours in the heap do. A table in another order is not seen.
/// </summary>
sealed class ReachOffsets
{
    static readonly int[] Units = [0, 3, 4];

    // Each is three distances more, which every word is held against.
    const int MostGroups = 4;

    // A table goes on behind entries that are free: behind so many no more.
    const int MostEmpty = 64;

    readonly ReachLook _look;
    readonly List<Pattern> _patterns = [];
    readonly ulong[] _steps;
    readonly uint[] _narrowSteps;
    readonly List<(ulong End, Table Table, bool IsNarrow)> _open = [];

    /// <summary>By what words of a table differ from its first one.</summary>
    sealed record Pattern(ulong First, int Unit, ulong[] Differences);

    readonly record struct Table(ulong Base, int Unit);

    public ReachOffsets(ReachLook look, ReachMissing missing)
    {
        _look = look;
        foreach (List<ulong> samples in missing.Samples.Take(MostGroups))
        {
            foreach (int unit in samples.Count >= ReachMissing.Least ? Units : [])
                _patterns.Add(new Pattern(samples[0], unit, [.. samples.Select(sample => (sample - samples[0]) >> unit)]));
        }
        _steps = [.. _patterns.Select(pattern => pattern.Differences[1]).Distinct()];
        _narrowSteps = [.. _steps.Where(step => step <= uint.MaxValue).Select(step => (uint)step)];
    }

    public void Look(ulong at, ReadOnlySpan<ulong> words)
    {
        if (_patterns.Count == 0)
            return;
        _look.Spread.Use(ReachLabels.Offsets);
        GoOn(at, words);
        Search(at, MemoryMarshal.Cast<ulong, uint>(words), _narrowSteps, isNarrow: true);
        Search(at, words, _steps, isNarrow: false);
    }

    /// <summary>Tables that went on to the end of the window before.</summary>
    void GoOn(ulong at, ReadOnlySpan<ulong> words)
    {
        if (_open.Count == 0)
            return;
        (ulong End, Table Table, bool IsNarrow)[] open = [.. _open.Where(each => each.End == at)];
        _open.Clear();
        foreach ((_, Table table, bool isNarrow) in open)
        {
            if (isNarrow)
                Take(at, MemoryMarshal.Cast<ulong, uint>(words), 0, table, isNarrow);
            else
                Take(at, words, 0, table, isNarrow);
        }
    }

    void Search<T>(ulong at, ReadOnlySpan<T> words, ReadOnlySpan<T> steps, bool isNarrow)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = Next(words, 0, steps); i < words.Length; i = Next(words, i, steps))
        {
            int end = i + 1;
            foreach (Pattern pattern in _patterns)
            {
                if (Follows(words[i..], pattern) && !IsAddress(words[i]))
                    end = Take(at, words, i, new Table(unchecked(pattern.First - (ulong.CreateTruncating(words[i]) << pattern.Unit)), pattern.Unit), isNarrow);
            }
            i = end;
        }
    }

    /// <summary>
    /// Blocks that are allocated in turns lie at one distance, so that addresses within the one are as distances to the other.
    /// </summary>
    bool IsAddress<T>(T word)
        where T : unmanaged, IBinaryInteger<T> => _look.Index.FindInside(ulong.CreateTruncating(word)).Found;

    /// <summary>Where a word is followed by one that is a step larger; the end where none is.</summary>
    static int Next<T>(ReadOnlySpan<T> words, int from, ReadOnlySpan<T> steps)
        where T : unmanaged, IBinaryInteger<T>
    {
        unchecked
        {
            ref T first = ref MemoryMarshal.GetReference(words);
            int i = from;
            for (; i + Vector128<T>.Count < words.Length; i += Vector128<T>.Count)
            {
                Vector128<T> word = Vector128.LoadUnsafe(ref first, (nuint)i);
                Vector128<T> difference = Vector128.LoadUnsafe(ref first, (nuint)i + 1) - word;
                if (difference == Vector128<T>.Zero)
                    continue;
                Vector128<T> hits = Vector128<T>.Zero;
                foreach (T step in steps)
                    hits |= Vector128.Equals(difference, Vector128.Create(step));
                if (hits != Vector128<T>.Zero)
                    break;
            }
            for (; i + 1 < words.Length; i++)
            {
                if (words[i] != T.Zero && steps.Contains(words[i + 1] - words[i]))
                    return i;
            }
            return words.Length;
        }
    }

    static bool Follows<T>(ReadOnlySpan<T> words, Pattern pattern)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (words.Length < pattern.Differences.Length)
            return false;
        for (int k = 1; k < pattern.Differences.Length; k++)
        {
            if (ulong.CreateTruncating(unchecked(words[k] - words[0])) != pattern.Differences[k])
                return false;
        }
        return true;
    }

    /// <summary>Marks what a table leads to from a place on; returns where it ends.</summary>
    int Take<T>(ulong at, ReadOnlySpan<T> words, int from, Table table, bool isNarrow)
        where T : unmanaged, IBinaryInteger<T>
    {
        int end = from, i = from;
        for (; i < words.Length && i - end <= MostEmpty; i++)
        {
            if (_look.Index.Find(unchecked(table.Base + (ulong.CreateTruncating(words[i]) << table.Unit))) is not { Found: true } chunk)
                continue;
            end = i + 1;
            _look.Spread.Mark(chunk);
        }
        if (i == words.Length)
            _open.Add((at + (ulong)(MemoryMarshal.AsBytes(words).Length), table, isNarrow));
        return Math.Max(end, from + 1);
    }
}
