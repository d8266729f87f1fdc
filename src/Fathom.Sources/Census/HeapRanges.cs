using Fathom.Evidence;

namespace Fathom.Sources.Census;

/// <summary>Where chunks can be, before all of them are known: the break, and what lies around malloc's other heaps.</summary>
sealed class HeapRanges
{
    const int Looked = 32;
    const int Least = 4;

    readonly ulong _breakLow, _breakSpan, _low, _span;

    public HeapRanges(Snapshot snapshot)
    {
        ulong low = ulong.MaxValue, high = 0;
        foreach (Mapping mapping in snapshot.Mappings)
        {
            if (mapping.Name == "[heap]")
                (_breakLow, _breakSpan) = (mapping.Range.Start.Value, (ulong)mapping.Range.Length.Value);
        }
        foreach (AddressRange range in snapshot.Malloc.Heaps.Select(heap => heap.Range).Concat(snapshot.Malloc.Mmapped.Select(each => each.Range)))
            (low, high) = (Math.Min(low, range.Start.Value), Math.Max(high, range.End.Value));
        (_low, _span) = high == 0 ? (0, 0) : (low, high - low);
    }

    /// <summary>Whether words are addresses of chunks for the most part; zeros do not count.</summary>
    public bool ArePointers(ReadOnlySpan<ulong> words)
    {
        unchecked
        {
            int seen = 0, hits = 0;
            foreach (ulong word in words[..Math.Min(words.Length, Looked)])
            {
                seen += word == 0 ? 0 : 1;
                hits += (word & 15) == 0 && (word - _breakLow < _breakSpan || word - _low < _span) ? 1 : 0;
                if (seen - hits > Looked / 4)
                    return false;
            }
            return hits >= Least && 4 * hits >= 3 * seen;
        }
    }
}
