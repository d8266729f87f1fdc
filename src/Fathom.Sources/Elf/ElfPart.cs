using System.Buffers.Binary;

namespace Fathom.Sources.Elf;

/// <summary>
/// A stretch of an image that nobody can read out of: every reader of tables goes through one, so that an offset
/// taken from a hostile file ends in "not read" and never in a neighbour or an overflow.
/// </summary>
public readonly struct ElfPart
{
    readonly IElfBytes? _bytes;
    readonly ulong _offset;

    public ElfPart(IElfBytes bytes, ulong offset, ulong length)
    {
        _bytes = bytes;
        _offset = offset;
        // Half the range, so that an offset inside plus any 32-bit length cannot overflow either.
        Length = Math.Min(Math.Min(length, long.MaxValue), ulong.MaxValue - offset);
    }

    public ulong Length { get; }

    public bool IsEmpty => Length == 0;

    public int Read(ulong offset, Span<byte> into)
    {
        if (_bytes is null || offset >= Length)
            return 0;
        ulong left = Length - offset;
        if ((ulong)into.Length > left)
            into = into[..(int)left];
        return _bytes.Read(_offset + offset, into);
    }

    public bool ReadWhole(ulong offset, Span<byte> into) => Read(offset, into) == into.Length;

    public uint? ReadUInt32(ulong offset)
    {
        Span<byte> four = stackalloc byte[4];
        return ReadWhole(offset, four) ? BinaryPrimitives.ReadUInt32LittleEndian(four) : null;
    }

    public ElfPart From(ulong offset, ulong length)
    {
        if (_bytes is null || offset >= Length)
            return default;
        return new ElfPart(_bytes, _offset + offset, Math.Min(length, Length - offset));
    }
}
