using System.Buffers.Binary;
using System.Text;

namespace Fathom.Sources.Formats.Flight;

/// <summary>
/// Reads values of a chunk. Past the end, or where a value makes no sense, it is bad and gives zeros from then on.
/// Numbers are LEB128 with nine bytes at most, of which the last has eight bits, or big-endian where the chunk says so (JDK, jfrEncoders.hpp).
/// </summary>
ref struct FlightCursor(ReadOnlySpan<byte> bytes, int at, bool isPacked)
{
    readonly ReadOnlySpan<byte> _bytes = bytes;
    readonly bool _isPacked = isPacked;

    public int At { get; private set; } = at;

    public bool IsBad { get; private set; } = at > bytes.Length;

    public void Fail() => IsBad = true;

    public byte Byte() => Take(1) ? _bytes[At - 1] : (byte)0;

    public long Long() => _isPacked ? Packed() : Take(8) ? BinaryPrimitives.ReadInt64BigEndian(_bytes[(At - 8)..]) : 0;

    public int Int() => _isPacked ? unchecked((int)Packed()) : Take(4) ? BinaryPrimitives.ReadInt32BigEndian(_bytes[(At - 4)..]) : 0;

    public short Short() => _isPacked ? unchecked((short)Packed()) : Take(2) ? BinaryPrimitives.ReadInt16BigEndian(_bytes[(At - 2)..]) : (short)0;

    /// <summary>How many follow; each takes a byte at least.</summary>
    public int Count()
    {
        int count = Int();
        if (count < 0 || count > _bytes.Length - At)
            IsBad = true;
        return IsBad ? 0 : count;
    }

    public void Skip(int length) => Take(length);

    /// <summary>A string, or the key of a constant that is one; null for none.</summary>
    public string? Text(out long? constant)
    {
        constant = null;
        // JDK, StringParser.java.
        switch (Byte())
        {
            case 0:
                return null;
            case 1:
                return "";
            case 2:
                constant = Long();
                return null;
            case 3:
                return ForeignText.Decode(Run());
            case 4:
                return Characters();
            case 5:
                return Encoding.Latin1.GetString(Run());
            default:
                IsBad = true;
                return null;
        }
    }

    public void SkipText()
    {
        switch (Byte())
        {
            case 0 or 1:
                break;
            case 2:
                Long();
                break;
            case 3 or 5:
                Run();
                break;
            case 4:
                for (int left = Count(); left > 0 && !IsBad; left--)
                    Short();
                break;
            default:
                IsBad = true;
                break;
        }
    }

    string Characters()
    {
        int count = Count();
        StringBuilder text = new();
        for (int i = 0; i < count && !IsBad; i++)
            text.Append(unchecked((char)Short()));
        return text.ToString();
    }

    ReadOnlySpan<byte> Run()
    {
        int count = Count();
        return Take(count) ? _bytes.Slice(At - count, count) : [];
    }

    bool Take(int length)
    {
        if (IsBad || length > _bytes.Length - At)
            IsBad = true;
        else
            At += length;
        return !IsBad;
    }

    long Packed()
    {
        ulong value = 0;
        for (int shift = 0; shift < 56; shift += 7)
        {
            if (IsBad || At >= _bytes.Length)
            {
                IsBad = true;
                return 0;
            }
            byte next = _bytes[At++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return unchecked((long)value);
        }
        return unchecked((long)(value | ((ulong)Byte() << 56)));
    }
}
