namespace Fathom.Sources.Formats.Flight;

/// <summary>Where a chunk has its metadata and its last constants; 0 for nowhere.</summary>
readonly record struct FlightPlaces(int Metadata, int Constants)
{
    /// <summary>As the head says; what it does not say, or what lies behind the end, is looked for among the events.</summary>
    public static FlightPlaces Of(FlightHead head, ReadOnlySpan<byte> bytes)
    {
        (long metadata, long constants) = (head.Metadata, head.Constants);
        if (metadata >= FlightHead.Bytes && metadata < bytes.Length && constants >= FlightHead.Bytes && constants < bytes.Length)
            return new FlightPlaces((int)metadata, (int)constants);
        FlightPlaces found = default;
        int at = FlightHead.Bytes;
        while (at < bytes.Length)
        {
            FlightCursor cursor = new(bytes, at, head.IsPacked);
            int size = cursor.Int();
            long type = cursor.Long();
            if (cursor.IsBad || size < cursor.At - at || size > bytes.Length - at)
                break;
            if (type == FlightChunk.Metadata)
                found = found with { Metadata = at };
            else if (type == FlightChunk.Checkpoint)
                found = found with { Constants = at };
            at += size;
        }
        return found;
    }
}
