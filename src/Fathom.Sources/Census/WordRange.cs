using Fathom.Evidence;

namespace Fathom.Sources.Census;

/// <summary>
/// Where chunks can be, in two stretches: the break lies terabytes from what mmap gives, and one stretch over both would
/// let every address of a library through.
/// </summary>
readonly record struct WordRange(ulong Low, ulong Span, ulong FarLow, ulong FarSpan)
{
    const ulong Far = 1UL << 40;

    public static WordRange Of(IEnumerable<AddressRange> ranges)
    {
        ulong low = 0, high = 0, farLow = ulong.MaxValue, farHigh = 0;
        foreach (AddressRange range in ranges)
        {
            (ulong start, ulong end) = (range.Start.Value, range.End.Value);
            if (high == 0)
                (low, high) = (start, end);
            else if (start < high + Far && end + Far > low)
                (low, high) = (Math.Min(low, start), Math.Max(high, end));
            else
                (farLow, farHigh) = (Math.Min(farLow, start), Math.Max(farHigh, end));
        }
        return new WordRange(low, high - low, farHigh == 0 ? 0 : farLow, farHigh == 0 ? 0 : farHigh - farLow);
    }

    public static WordRange Of(ChunkIndex index)
    {
        List<AddressRange> ranges = [];
        foreach (ChunkBlock block in index.Blocks)
            ranges.Add(new AddressRange(new Address(block.Start), new Address(block.Start + ChunkBlock.Size)));
        foreach (LargeChunk each in index.Large)
            ranges.Add(new AddressRange(new Address(each.Address), new Address(each.Address + each.Size)));
        return Of(ranges);
    }

    public bool Has(ulong word)
    {
        unchecked
        {
            return word - Low < Span || word - FarLow < FarSpan;
        }
    }
}
