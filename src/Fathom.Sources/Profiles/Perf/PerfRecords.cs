using System.Buffers.Binary;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>The records of a recording, one after the other, through one buffer.</summary>
sealed class PerfRecords(Stream stream, ulong length)
{
    public const int HeadLength = 8;
    const int BufferLength = 256 * 1024;

    readonly byte[] _buffer = new byte[BufferLength];
    readonly bool _isMeasured = length != ulong.MaxValue;
    int _next;
    int _end;
    ulong _left = length;
    int _length;

    public uint Type { get; private set; }

    public ushort Flags { get; private set; }

    /// <summary>Without its head.</summary>
    public ReadOnlySpan<byte> Content => _buffer.AsSpan(_next - _length + HeadLength, _length - HeadLength);

    /// <summary>Why there is no next one; null for the end.</summary>
    public string? Damage { get; private set; }

    public bool MoveNext()
    {
        if (!Has(HeadLength))
            return Ends(_end - _next);
        ReadOnlySpan<byte> head = _buffer.AsSpan(_next);
        (uint type, ushort flags, int size) = (BinaryPrimitives.ReadUInt32LittleEndian(head), BinaryPrimitives.ReadUInt16LittleEndian(head[4..]), BinaryPrimitives.ReadUInt16LittleEndian(head[6..]));
        if (size < HeadLength)
        {
            Damage = "a record of no length";
            return false;
        }
        if (!Has(size))
            return Ends(size);
        (Type, Flags, _length) = (type, flags, size);
        _next += size;
        return true;
    }

    /// <summary>What stands behind a record, and is none. Handed out up to so many bytes, the rest is skipped.</summary>
    public byte[] Behind(ulong count, int most)
    {
        byte[] taken = new byte[(int)Math.Min(count, (ulong)most)];
        int filled = 0;
        for (ulong left = count; left > 0;)
        {
            if (_next == _end && !Fill())
            {
                Damage = "it ends within a record";
                return taken[..filled];
            }
            int part = (int)Math.Min(left, (ulong)(_end - _next));
            int kept = Math.Min(part, taken.Length - filled);
            _buffer.AsSpan(_next, kept).CopyTo(taken.AsSpan(filled));
            (filled, left, _next) = (filled + kept, left - (ulong)part, _next + part);
        }
        _length = HeadLength;
        return taken;
    }

    bool Ends(int wanted)
    {
        Damage = wanted > 0 ? "it ends within a record" : _left > 0 && _isMeasured ? "it ends before its data do" : null;
        return false;
    }

    bool Has(int count)
    {
        while (_end - _next < count)
        {
            if (!Fill())
                return false;
        }
        return true;
    }

    bool Fill()
    {
        if (_next > 0)
        {
            _buffer.AsSpan(_next, _end - _next).CopyTo(_buffer);
            (_next, _end) = (0, _end - _next);
        }
        int got = stream.Read(_buffer, _end, (int)Math.Min((ulong)(BufferLength - _end), _left));
        _end += got;
        _left -= (ulong)got;
        return got > 0;
    }
}
