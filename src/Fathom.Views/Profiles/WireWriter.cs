namespace Fathom.Views.Profiles;

/// <summary>Fields of a message in protobuf's wire format. A message in a message is written to one of its own first.</summary>
sealed class WireWriter
{
    byte[] _bytes = new byte[1024];
    int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public void Number(uint field, ulong value)
    {
        if (value == 0)
            return;
        Varint(field << 3);
        Varint(value);
    }

    public void Content(uint field, ReadOnlySpan<byte> content)
    {
        Varint((field << 3) | 2);
        Varint((ulong)content.Length);
        MakeRoom(content.Length);
        content.CopyTo(_bytes.AsSpan(_length));
        _length += content.Length;
    }

    public void Message(uint field, WireWriter message) => Content(field, message.Written);

    /// <summary>One of packed numbers.</summary>
    public void Varint(ulong value)
    {
        MakeRoom(10);
        while (value >= 0x80)
        {
            _bytes[_length++] = (byte)((value & 0x7F) | 0x80);
            value >>= 7;
        }
        _bytes[_length++] = (byte)value;
    }

    void MakeRoom(int bytes)
    {
        if (_length + bytes > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes));
    }
}
