using Fathom.Evidence;
using Fathom.Sources.Glibc;

namespace Fathom.Sources.Census;

/// <summary>Where chunks can be, before all of them are known: memory without a file, the Java heap left out.</summary>
sealed class HeapRanges(Snapshot snapshot)
{
    const int Looked = 32;
    const int Least = 4;

    // A core does not say which mapping is the break.
    readonly WordRange _range = WordRange.Of(snapshot.Mappings
        .Where(mapping => mapping.Name == "[heap]" || AnonymousMemory.Is(mapping)).Select(mapping => mapping.Range)
        .Where(range => snapshot.JvmState?.Heap is not { } heap || !heap.Overlaps(range)));

    public ref readonly WordRange Words => ref _range;

    /// <summary>Whether words are addresses of chunks for the most part; zeros do not count.</summary>
    public bool ArePointers(ReadOnlySpan<ulong> words)
    {
        int seen = 0, hits = 0;
        foreach (ulong word in words[..Math.Min(words.Length, Looked)])
        {
            seen += word == 0 ? 0 : 1;
            hits += (word & 15) == 0 && _range.Has(word) ? 1 : 0;
            if (seen - hits > Looked / 4)
                return false;
        }
        return hits >= Least && 4 * hits >= 3 * seen;
    }
}
