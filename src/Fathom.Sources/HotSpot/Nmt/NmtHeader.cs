using System.Buffers.Binary;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>
/// The sixteen bytes that NMT puts before each malloc block of the JVM (nmt/mallocHeader.hpp): {u8 size, u4 site, u1 tag,
/// u1 0, u2 mark} since 16, {u8 size, u1 tag, u2 position, 5 bytes bucket} up to 15. Behind the block stands, since 16, a
/// footer of two bytes.
/// </summary>
/// <param name="Site">Bucket and position in the table of sites; of no meaning at level summary.</param>
readonly record struct NmtHeader(ulong Size, int Tag, uint Site)
{
    public const int Length = 16;

    public const int FooterLength = 2;

    public const int Alignment = 16;

    /// <summary>Where malloc keeps the size of its chunk: directly before what it returned.</summary>
    public const int ChunkWord = 8;

    public const ushort LiveMark = 0xE99E;

    // max_reasonable_malloc_size
    const ulong MostBytes = 256UL << 30;

    // MallocSiteTable::hash_buckets up to 17; 4,099 since.
    const ulong MostBuckets = 511;

    const ulong ChunkFlags = 7;
    const ulong IsMmapped = 2;

    // A chunk has a header word, and what is less than a smallest chunk stays with it (malloc.c, MINSIZE).
    const ulong LeastMore = 8;
    const ulong MostMore = 80;

    // An mmapped chunk ends with its page, of whatever size pages were asked for (glibc.malloc.hugetlb).
    const ulong MostMoreMapped = 4 * 1024 * 1024;

    /// <summary>The header of 16 and later at the start of the span; says nothing about footer and chunk.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out NmtHeader header)
    {
        header = default;
        if (bytes.Length < Length || BinaryPrimitives.ReadUInt16LittleEndian(bytes[14..]) != LiveMark || bytes[13] != 0)
            return false;
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        header = new(size, bytes[12], BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));
        return size is > 0 and < MostBytes;
    }

    /// <summary>
    /// The header that 8 to 15 write. It has no mark, so it is to be believed only at the start of a chunk that a walk found,
    /// whose size goes with it, and of a tag that there is. A site is written at level detail only; until then its bytes
    /// are what they were.
    /// </summary>
    public static bool TryReadUnmarked(ReadOnlySpan<byte> bytes, ulong chunkWord, int tags, bool detail, out NmtHeader header)
    {
        header = default;
        if (bytes.Length < Length)
            return false;
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong rest = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        ulong position = (rest >> 8) & 0xFFFF, bucket = rest >> 24;
        header = new(size, (int)(rest & 0xFF), detail ? (uint)((bucket & 0xFFFF) << 16 | position) : 0);
        return size is > 0 and < MostBytes && header.Tag < tags && (!detail || bucket < MostBuckets) && Fits(chunkWord, size, 0);
    }

    /// <summary>A whole chunk's bytes from its size word on: header, footer and size must all fit.</summary>
    public static bool TryReadChunk(ReadOnlySpan<byte> chunk, out NmtHeader header)
    {
        header = default;
        if (chunk.Length < ChunkWord + Length || !TryRead(chunk[ChunkWord..], out header))
            return false;
        ReadOnlySpan<byte> behind = chunk[(ChunkWord + Length)..];
        return header.FitsChunk(BinaryPrimitives.ReadUInt64LittleEndian(chunk))
            && header.Size <= (ulong)(behind.Length - Math.Min(behind.Length, FooterLength))
            && IsFooter(behind[(int)header.Size..]);
    }

    /// <summary>Whether malloc's own size of the chunk goes with what was asked for.</summary>
    public bool FitsChunk(ulong chunkWord) => Fits(chunkWord, Size, FooterLength);

    /// <summary>Written byte by byte, high one first.</summary>
    public static bool IsFooter(ReadOnlySpan<byte> bytes) => bytes.Length >= 2 && bytes[0] == 0xE8 && bytes[1] == 0x8E;

    public static bool IsDeadFooter(ReadOnlySpan<byte> bytes) => bytes.Length >= 2 && bytes[0] == 0xD8 && bytes[1] == 0x8D;

    static bool Fits(ulong chunkWord, ulong size, ulong footer)
    {
        ulong chunk = chunkWord & ~ChunkFlags;
        ulong used = size + Length + footer;
        ulong more = (chunkWord & IsMmapped) != 0 ? MostMoreMapped : MostMore;
        // From glibc 2.43 on an mmapped chunk's size leaves its header out.
        ulong least = (chunkWord & IsMmapped) != 0 ? 0 : LeastMore;
        return chunk >= used + least && chunk - used <= more;
    }
}
