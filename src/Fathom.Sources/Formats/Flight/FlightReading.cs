using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Formats.Flight;

/// <summary>Takes what it wants of a recording, chunk after chunk.</summary>
interface IFlightTaker
{
    /// <summary>Types of events that it takes, and of which fields' constants have to be kept.</summary>
    bool Wants(string type);

    void Begin(FlightChunk chunk);

    /// <param name="cursor">Behind the event's type.</param>
    void Take(FlightType type, FlightCursor cursor);

    void End();
}

/// <summary>
/// Reads a recording of the JDK's Flight Recorder, or of async-profiler, from one chunk to the next. Nothing is known of
/// the events but what the chunk itself says of their types.
/// </summary>
sealed class FlightReading(string place, IFlightTaker taker)
{
    readonly Dictionary<string, RecordedEvents> _events = new(StringComparer.Ordinal);
    readonly List<Gap> _gaps = [];
    byte[] _buffer = [];
    long _at;

    /// <summary>What all chunks say of themselves and of their events.</summary>
    public FlightRecording Recording { get; private set; } = new(place);

    public IReadOnlyList<Gap> Gaps => _gaps.Count <= Limits.FlightGaps ? _gaps
        : [.. _gaps[..Limits.FlightGaps], Evidence.Gaps.RecordingDamaged.At(place, null, $"{_gaps.Count - Limits.FlightGaps} places more")];

    public void Read(Stream stream)
    {
        byte[] head = new byte[FlightHead.Bytes];
        while (true)
        {
            int got = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            if (got == 0)
                break;
            if (got < head.Length || !FlightHead.Begins(head))
            {
                // The JVM writes on behind what its head says, until it says so again.
                Miss(Recording.Chunks > 0 ? Evidence.Gaps.RecordingUnfinished : Evidence.Gaps.RecordingDamaged, _at, "no chunk begins here");
                break;
            }
            FlightHead chunk = FlightHead.Of(head);
            if (chunk.Major is not 2)
            {
                Version(chunk);
                break;
            }
            long length = Load(stream, head, chunk.Size);
            if (length < 0)
                break;
            if (chunk.IsOpen && length == chunk.Size)
                Miss(Evidence.Gaps.RecordingUnfinished, _at, "this chunk ends with what the JVM last flushed");
            Chunk(chunk, _buffer.AsMemory(0, (int)length));
            _at += length;
            if (length != chunk.Size)
                break;
        }
        RecordedEvents[] events = [.. _events.Values];
        Array.Sort(events, static (a, b) => b.Count != a.Count ? b.Count.CompareTo(a.Count) : string.CompareOrdinal(a.Name, b.Name));
        Recording = Recording with { Events = events, Size = new Bytes(_at) };
    }

    void Version(FlightHead chunk) =>
        _gaps.Add(Evidence.Gaps.RecordingVersion.At(place, null, string.Create(CultureInfo.InvariantCulture, $"{chunk.Major}.{chunk.Minor}")));

    /// <summary>The chunk's bytes, as many as there are; -1 where they are too many to hold.</summary>
    long Load(Stream stream, byte[] head, long size)
    {
        long wanted = size == 0 ? long.MaxValue : size;
        if (size < 0 || (size > 0 && size < FlightHead.Bytes))
        {
            Miss(Evidence.Gaps.RecordingDamaged, _at, "a chunk of no size");
            return -1;
        }
        int have = FlightHead.Bytes;
        Grow(have);
        head.CopyTo(_buffer, 0);
        while (have < wanted)
        {
            if (have == Limits.FlightChunkBytes)
            {
                Miss(Evidence.Gaps.RecordingTooLarge, _at, "");
                return -1;
            }
            if (have == _buffer.Length)
                Grow((int)Math.Min(wanted, 2L * have));
            int got = stream.Read(_buffer.AsSpan(have, (int)Math.Min(wanted, _buffer.Length) - have));
            if (got == 0)
                break;
            have += got;
        }
        if (have < wanted)
            Miss(Evidence.Gaps.RecordingUnfinished, _at, size == 0 ? "the JVM did not come to finish this chunk" : "the file ends within this chunk");
        return have;
    }

    void Grow(int length)
    {
        length = Math.Clamp(length, 64 * 1024, Limits.FlightChunkBytes);
        if (_buffer.Length < length)
            Array.Resize(ref _buffer, length);
    }

    void Chunk(FlightHead head, ReadOnlyMemory<byte> bytes)
    {
        FlightPlaces places = FlightPlaces.Of(head, bytes.Span);
        FlightTypes? types = places.Metadata > 0 ? FlightTypes.Of(new FlightCursor(bytes.Span, places.Metadata, head.IsPacked)) : null;
        if (types is null)
            Miss(Evidence.Gaps.RecordingDamaged, _at + places.Metadata, "the types of this chunk's events are not told");
        types ??= FlightTypes.None;
        HashSet<long> kept = FlightNeeds.Of(types, taker);
        FlightConstants constants = places.Constants > 0 ? FlightConstants.Of(bytes.Span, places.Constants, head, types, type => kept.Contains(type.Id)) : FlightConstants.None;
        if (constants.DamagedAt is { } damaged)
            Miss(Evidence.Gaps.RecordingDamaged, _at + damaged, "constants: names and stacks may be missing");
        FlightChunk chunk = new(bytes, head, types, constants);
        taker.Begin(chunk);
        Walk(chunk, bytes.Span);
        taker.End();
        Recording = Recording with
        {
            Chunks = Recording.Chunks + 1,
            Version = string.Create(CultureInfo.InvariantCulture, $"{head.Major}.{head.Minor}"),
            StartNanos = Recording.Chunks == 0 ? head.StartNanos : Recording.StartNanos,
            Nanos = head.Nanos is > 0 and < long.MaxValue / 1024 && Recording.Nanos < long.MaxValue / 2 ? Recording.Nanos + head.Nanos : Recording.Nanos,
        };
    }

    void Walk(FlightChunk chunk, ReadOnlySpan<byte> bytes)
    {
        FlightTally tally = new(chunk.Types, taker);
        int at = FlightHead.Bytes;
        while (at < bytes.Length)
        {
            FlightCursor cursor = chunk.At(at);
            int size = cursor.Int();
            long type = cursor.Long();
            if (cursor.IsBad || size < cursor.At - at || size > bytes.Length - at)
            {
                Miss(Evidence.Gaps.RecordingDamaged, _at + at, "no event begins here; the rest of the chunk is not read");
                break;
            }
            if (tally.Add(type, size) is { } wanted)
                taker.Take(wanted, chunk.At(cursor.At, at + size));
            at += size;
        }
        tally.AddTo(_events);
    }

    void Miss(GapText text, long at, string what) => _gaps.Add(text.At(place, null, string.Create(CultureInfo.InvariantCulture, $"at byte {at}: {what}")));
}
