using Fathom.Evidence;

namespace Fathom.Sources.Formats.Flight;

/// <summary>
/// Where in its chunk each constant stands. Constants come in checkpoints, the last of which the head names; each says how
/// far before it the one before stands (JDK, ChunkParser.java, fillConstantPools).
/// </summary>
sealed class FlightConstants
{
    readonly Dictionary<long, Dictionary<long, int>> _places = [];
    int _count;

    /// <summary>Where it makes no sense; null where it does.</summary>
    public int? DamagedAt { get; private set; }

    public static FlightConstants None { get; } = new();

    /// <param name="wanted">Of other types nothing is kept.</param>
    public static FlightConstants Of(ReadOnlySpan<byte> bytes, int last, FlightHead head, FlightTypes types, Predicate<FlightType> wanted)
    {
        FlightConstants constants = new();
        int end = bytes.Length;
        for (long at = last; ;)
        {
            FlightCursor cursor = new(bytes[..end], (int)at, head.IsPacked);
            int size = cursor.Int();
            // Each stands whole before the next: a chain that goes in circles, or over itself, ends here.
            if (size <= 0 || at + size > end || cursor.Long() != FlightChunk.Checkpoint)
            {
                constants.DamagedAt = (int)at;
                break;
            }
            FlightCursor rest = new(bytes[..((int)at + size)], cursor.At, head.IsPacked);
            rest.Long();
            rest.Long();
            long delta = rest.Long();
            rest.Byte();
            constants.Take(rest, types, wanted);
            if (delta == 0)
                break;
            if (delta > 0 || at + delta < FlightHead.Bytes)
            {
                constants.DamagedAt = (int)at;
                break;
            }
            end = (int)at;
            at += delta;
        }
        return constants;
    }

    public bool TryFind(long type, long key, out int place)
    {
        place = 0;
        return _places.TryGetValue(type, out Dictionary<long, int>? places) && places.TryGetValue(key, out place);
    }

    void Take(FlightCursor cursor, FlightTypes types, Predicate<FlightType> wanted)
    {
        int begin = cursor.At;
        for (int pools = cursor.Count(); pools > 0 && !cursor.IsBad; pools--)
        {
            FlightType? type = types[cursor.Long()];
            if (type is null)
                cursor.Fail();
            else
                Take(ref cursor, type, wanted(type));
        }
        if (cursor.IsBad)
            DamagedAt ??= begin;
    }

    void Take(ref FlightCursor cursor, FlightType type, bool isWanted)
    {
        Dictionary<long, int>? places = null;
        if (isWanted && !_places.TryGetValue(type.Id, out places))
            _places[type.Id] = places = [];
        for (int left = cursor.Count(); left > 0 && !cursor.IsBad; left--)
        {
            long key = cursor.Long();
            // What was written last is met first.
            if (places is not null && _count < Limits.FlightConstants && places.TryAdd(key, cursor.At))
                _count++;
            type.Skip(ref cursor);
        }
    }
}
