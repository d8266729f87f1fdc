using Fathom.Sources.Proc;

namespace Fathom.Sources.Elf;

/// <summary>The checksum by which a file without a build-id knows its debug file: CRC-32 of the whole (IEEE 802.3, as zlib has it).</summary>
static class DebugChecksum
{
    const uint Polynomial = 0xEDB8_8320;

    static readonly uint[] Table = Made();

    public static uint Of(RegularFile file)
    {
        byte[] buffer = new byte[256 * 1024];
        uint crc = uint.MaxValue;
        long at = 0;
        for (int got; (got = file.Read(at, buffer)) > 0; at += got)
            crc = Add(crc, buffer.AsSpan(0, got));
        return ~crc;
    }

    static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte each in bytes)
            crc = Table[(crc ^ each) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    static uint[] Made()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
            table[i] = value;
        }
        return table;
    }
}
