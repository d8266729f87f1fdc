using Fathom.Evidence;

namespace Fathom.Sources.Bundle.Stored;

/// <summary>
/// Reads records out of a stream that anybody may have written: it ends early, says nonsense, asks for memory. After the
/// first wrong word everything has its default; <see cref="Fault"/> tells where that was.
/// </summary>
sealed class StorageReader : Storage
{
    /// <summary>Records in records; a snapshot has eight.</summary>
    const int Deepest = 64;

    readonly Stream _from;
    readonly byte[] _buffer = new byte[32 * 1024];
    readonly KnownTexts _texts = new();
    int _at;
    int _filled;
    long _before;
    long _rows;
    Int128 _sizes;
    int _kind = -1;
    ulong _value;

    public StorageReader(Stream from) => _from = from;

    public static Result<T> Read<T>(Stream from, Func<Storage, T?, T> form, string place)
        where T : class
    {
        StorageReader reader = new(from);
        T read = reader.Record(null, form);
        return reader.Fault is { } offset ? BundleFile.Damaged(place, "its values end or make no sense", offset) : read;
    }

    /// <summary>Where it went wrong, in bytes from the start; null while all is well.</summary>
    public long? Fault { get; private set; }

    protected override bool Reads => true;

    protected override bool Goes => Fault is null;

    protected override Presence Next(bool isNull)
    {
        if (Fault is not null || Head() == Wire.End)
            return Presence.Untold;
        if (_kind != Wire.Null)
            return Presence.Here;
        _kind = -1;
        return Presence.Null;
    }

    protected override ulong Number(ulong value) => Take(Wire.Number) ? _value : value;

    protected override string String(string value)
    {
        if (!Take(Wire.Text))
            return value;
        if (_value > Limits.StoredTextBytes)
        {
            Refuse();
            return value;
        }
        int length = (int)_value;
        if (length <= _filled - _at)
        {
            _at += length;
            return _texts.Of(_buffer.AsSpan(_at - length, length));
        }
        byte[] text = new byte[length];
        for (int i = 0; i < length && Goes; i++)
            text[i] = (byte)Math.Max(0, Byte());
        return _texts.Of(text);
    }

    protected override void Begin() => Take(Wire.Record);

    /// <summary>What a newer fathom wrote behind the values known here is passed over.</summary>
    protected override void End()
    {
        while (Goes && Head() != Wire.End)
            Skip(0);
        _kind = -1;
    }

    protected override int Count(int count, long most)
    {
        if (!Take(Wire.List))
            return 0;
        if (_value <= (ulong)most && (_rows += (long)_value) <= Limits.StoredRows + most)
            return (int)_value;
        Refuse();
        return 0;
    }

    protected override void Refuse() => Fault ??= _before + _at;

    protected override void Weigh(long bytes)
    {
        _sizes += bytes;
        if (bytes < 0 || _sizes > 1L << 62)
            Refuse();
    }

    bool Take(int kind)
    {
        if (Goes && Head() == kind)
        {
            _kind = -1;
            return true;
        }
        Refuse();
        return false;
    }

    void Skip(int depth)
    {
        if (depth == Deepest)
        {
            Refuse();
            return;
        }
        int kind = Head();
        ulong value = _value;
        _kind = -1;
        if (kind == Wire.Text)
        {
            for (; value > 0 && Goes; value--)
                Byte();
        }
        else if (kind == Wire.List)
        {
            for (; value > 0 && Goes; value--)
                Skip(depth + 1);
        }
        else if (kind == Wire.Record)
        {
            while (Goes && Head() != Wire.End)
                Skip(depth + 1);
            _kind = -1;
        }
    }

    /// <summary>The kind of the value that comes next; <see cref="Wire.End"/> where nothing does.</summary>
    int Head()
    {
        if (_kind >= 0)
            return _kind;
        int head = Byte();
        _kind = head < 0 ? Wire.End : head & (1 << Wire.KindBits) - 1;
        _value = head < 0 ? 0 : (ulong)head >> Wire.KindBits;
        if (_kind > Wire.List)
            Refuse();
        else if (_value == Wire.Long)
            _value = Behind();
        return Goes ? _kind : _kind = Wire.End;
    }

    ulong Behind()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int next = Byte();
            if (next < 0 || (shift == 63 && next > 1))
                break;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        Refuse();
        return 0;
    }

    /// <summary>-1 at the end, which nothing but the last record's own end comes before.</summary>
    int Byte()
    {
        if (_at == _filled)
        {
            _before += _filled;
            _at = 0;
            _filled = _from.Read(_buffer);
            if (_filled == 0)
            {
                Refuse();
                return -1;
            }
        }
        return _buffer[_at++];
    }
}
