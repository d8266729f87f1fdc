using System.Buffers.Binary;

namespace Fathom.Sources.HeapDumps;

/// <summary>The first bytes of a dump (HotSpot services/heapDumper.cpp): a version that ends with a zero, the length of an id, a time.</summary>
readonly record struct DumpHead(string Version, int IdLength, DateTimeOffset TakenAt, int Length)
{
    const string Mark = "JAVA PROFILE ";

    /// <summary>The year 9999: what DateTimeOffset can hold.</summary>
    const long LatestTime = 253_402_300_799_999;

    public static bool Begins(ReadOnlySpan<byte> head) => head.StartsWith("JAVA PROFILE 1.0"u8);

    public static DumpHead? Of(ReadOnlySpan<byte> head)
    {
        int end = head.IndexOf((byte)0);
        if (!Begins(head) || end is < 0 or > 32 || head.Length < end + 13)
            return null;
        int id = BinaryPrimitives.ReadInt32BigEndian(head[(end + 1)..]);
        long time = BinaryPrimitives.ReadInt64BigEndian(head[(end + 5)..]);
        if (id is not (4 or 8))
            return null;
        string version = System.Text.Encoding.ASCII.GetString(head[Mark.Length..end]);
        return new DumpHead(version, id, DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(time, 0, LatestTime)), end + 13);
    }
}
