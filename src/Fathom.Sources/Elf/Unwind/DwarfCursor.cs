using static System.Buffers.Binary.BinaryPrimitives;

namespace Fathom.Sources.Elf.Unwind;

/// <summary>
/// Reads numbers of DWARF one after the other. Beyond the end everything is nought and <see cref="IsBroken"/> is set: who
/// reads a whole record asks once, at its end.
/// </summary>
ref struct DwarfCursor(ReadOnlySpan<byte> bytes, ulong address)
{
    readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>DW_EH_PE_* of the LSB core specification, 10.5.</summary>
    public const byte EncodingOmitted = 0xFF;

    public int At { get; private set; }

    public bool IsBroken { get; private set; }

    public readonly bool IsAtEnd => IsBroken || At >= _bytes.Length;

    /// <summary>Where the next byte lies as the file counts.</summary>
    public readonly ulong Address => unchecked(address + (ulong)At);

    public byte Byte() => Take(1) is [var one] ? one : (byte)0;

    public ushort UInt16() => Take(2) is { Length: 2 } two ? ReadUInt16LittleEndian(two) : (ushort)0;

    public uint UInt32() => Take(4) is { Length: 4 } four ? ReadUInt32LittleEndian(four) : 0;

    public ulong UInt64() => Take(8) is { Length: 8 } eight ? ReadUInt64LittleEndian(eight) : 0;

    public ReadOnlySpan<byte> Take(ulong count)
    {
        if (IsBroken || count > (ulong)(_bytes.Length - At))
        {
            IsBroken = true;
            return default;
        }
        ReadOnlySpan<byte> taken = _bytes.Slice(At, (int)count);
        At += (int)count;
        return taken;
    }

    public ReadOnlySpan<byte> Text()
    {
        int length = _bytes[Math.Min(At, _bytes.Length)..].IndexOf((byte)0);
        ReadOnlySpan<byte> text = Take(length < 0 ? ulong.MaxValue : (ulong)length);
        Byte();
        return text;
    }

    public ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = Byte();
            if (shift < 64)
                value |= (ulong)(part & 0x7F) << shift;
            if ((part & 0x80) == 0 || IsBroken)
                return value;
        }
    }

    public long Signed()
    {
        long value = 0;
        for (int shift = 0; ;)
        {
            byte part = Byte();
            if (shift < 64)
                value |= (long)(part & 0x7F) << shift;
            shift += 7;
            if ((part & 0x80) != 0 && !IsBroken)
                continue;
            return shift < 64 && (part & 0x40) != 0 ? value | (-1L << shift) : value;
        }
    }

    /// <summary>Null where the encoding is none that linkers write into a table of frames, or nothing is there.</summary>
    /// <param name="encoding">How the number is stored, and what it is counted from.</param>
    /// <param name="data">What the "datarel" ones are counted from.</param>
    public ulong? Pointer(byte encoding, ulong data = 0)
    {
        ulong from = Address;
        if (encoding == EncodingOmitted)
            return null;
        ulong value = unchecked((encoding & 0x0F) switch
        {
            0x00 or 0x04 or 0x0C => UInt64(),
            0x01 => Unsigned(),
            0x02 => UInt16(),
            0x03 => UInt32(),
            0x09 => (ulong)Signed(),
            0x0A => (ulong)(short)UInt16(),
            0x0B => (ulong)(int)UInt32(),
            _ => ulong.MaxValue,
        });
        return IsBroken ? null : (encoding & 0x70) switch
        {
            0x00 => value,
            0x10 => unchecked(value + from),
            0x30 => unchecked(value + data),
            _ => null,
        };
    }
}
