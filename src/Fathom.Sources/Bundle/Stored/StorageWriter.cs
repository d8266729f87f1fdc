using System.Text;

namespace Fathom.Sources.Bundle.Stored;

/// <summary>Writes records to a stream, a buffer at a time.</summary>
sealed class StorageWriter(Stream to) : Storage, IDisposable
{
    readonly byte[] _buffer = new byte[16 * 1024];
    int _used;

    protected override bool Reads => false;

    public void Dispose() => Flush();

    protected override Presence Next(bool isNull)
    {
        if (!isNull)
            return Presence.Here;
        Put(Wire.Null, 0);
        return Presence.Null;
    }

    protected override ulong Number(ulong value)
    {
        Put(Wire.Number, value);
        return value;
    }

    protected override string String(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Put(Wire.Text, (ulong)length);
        if (length > _buffer.Length - _used)
            Flush();
        if (length <= _buffer.Length)
            _used += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_used));
        else
            to.Write(Encoding.UTF8.GetBytes(value));
        return value;
    }

    protected override void Begin() => Put(Wire.Record, 0);

    protected override void End() => Put(Wire.End, 0);

    protected override int Count(int count, long most)
    {
        Put(Wire.List, (ulong)count);
        return count;
    }

    void Put(int kind, ulong value)
    {
        if (_buffer.Length - _used < 16)
            Flush();
        if (value < Wire.Long)
        {
            _buffer[_used++] = (byte)((int)value << Wire.KindBits | kind);
            return;
        }
        _buffer[_used++] = (byte)(Wire.Long << Wire.KindBits | kind);
        for (; value >= 0x80; value >>= 7)
            _buffer[_used++] = (byte)(value & 0x7F | 0x80);
        _buffer[_used++] = (byte)value;
    }

    void Flush()
    {
        to.Write(_buffer, 0, _used);
        _used = 0;
    }
}
