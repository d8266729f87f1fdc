using System.Buffers.Binary;
using System.Numerics;

namespace Fathom.Sources.Bundle;

/// <summary>CRC-32C (Castagnoli, RFC 3720): the one that processors compute.</summary>
static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes) => Add(0, bytes);

    /// <summary>The checksum of what had the first one, with these bytes behind it.</summary>
    public static uint Add(uint before, ReadOnlySpan<byte> bytes)
    {
        uint crc = ~before;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte each in bytes)
            crc = BitOperations.Crc32C(crc, each);
        return ~crc;
    }
}
