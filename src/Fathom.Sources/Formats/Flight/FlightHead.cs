using System.Buffers.Binary;

namespace Fathom.Sources.Formats.Flight;

/// <summary>The head of a chunk (JDK, jfrChunkHeadWriter.cpp). Places count from its beginning; 0 where its writer did not come to say it.</summary>
readonly record struct FlightHead(int Major, int Minor, long Size, long Constants, long Metadata, long StartNanos, long Nanos, long StartTicks, long TicksPerSecond, bool IsPacked)
{
    /// <summary>Its JVM was still at it: it counts up a byte with each flush, and sets it to 0 at the end (JDK 14 and later).</summary>
    public bool IsOpen { get; private init; }

    public const int Bytes = 68;

    public static bool Begins(ReadOnlySpan<byte> head) => head.StartsWith("FLR\0"u8);

    public static FlightHead Of(ReadOnlySpan<byte> head)
    {
        static long At(ReadOnlySpan<byte> from, int offset) => BinaryPrimitives.ReadInt64BigEndian(from[offset..]);
        FlightHead told = new(BinaryPrimitives.ReadUInt16BigEndian(head[4..]), BinaryPrimitives.ReadUInt16BigEndian(head[6..]), At(head, 8), At(head, 16), At(head, 24),
            At(head, 32), At(head, 40), At(head, 48), At(head, 56), (head[67] & 1) != 0);
        return told with { IsOpen = head[64] != 0 };
    }

    /// <summary>A time of an event, in nanoseconds since 1970.</summary>
    public long NanosAt(long ticks)
    {
        if (TicksPerSecond <= 0)
            return StartNanos;
        Int128 nanos = StartNanos + (((Int128)ticks - StartTicks) * 1_000_000_000 / TicksPerSecond);
        return nanos < 0 || nanos > long.MaxValue ? StartNanos : (long)nanos;
    }
}
