namespace Fathom.Sources.Profiles;

/// <summary>Fields of a message in protobuf's wire format (protobuf.dev, Encoding). What does not fit ends the message.</summary>
ref struct WireReader(ReadOnlySpan<byte> message)
{
    readonly ReadOnlySpan<byte> _message = message;
    int _at;

    /// <summary>Field numbers of this format are small; larger ones are passed over as unknown.</summary>
    public uint Field { get; private set; }

    /// <summary>Of a number.</summary>
    public ulong Number { get; private set; }

    /// <summary>Of a text, a message, or packed numbers; empty for a number.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    public bool IsContent { get; private set; }

    /// <summary>Where in the message the content begins.</summary>
    public int Start { get; private set; }

    /// <summary>The message ended before a field of it did.</summary>
    public bool IsDamaged { get; private set; }

    public bool MoveNext()
    {
        if (_at >= _message.Length || IsDamaged)
            return false;
        if (!TryNumber(out ulong tag) || tag >> 3 is 0 or > uint.MaxValue)
            return Broken();
        Field = (uint)(tag >> 3);
        Content = [];
        IsContent = false;
        switch (tag & 7)
        {
            case 0:
                if (!TryNumber(out ulong number))
                    return Broken();
                Number = number;
                return true;
            case 1:
                return Skip(8);
            case 5:
                return Skip(4);
            case 2:
                if (!TryNumber(out ulong length) || length > (ulong)(_message.Length - _at))
                    return Broken();
                Start = _at;
                Content = _message.Slice(_at, (int)length);
                IsContent = true;
                _at += (int)length;
                return true;
            default:
                return Broken();
        }
    }

    /// <summary>The next of packed numbers.</summary>
    public bool TryNumber(out ulong number)
    {
        number = 0;
        for (int shift = 0; shift < 70 && _at < _message.Length; shift += 7)
        {
            byte part = _message[_at++];
            number |= shift < 64 ? (ulong)(part & 0x7F) << shift : 0;
            if (part < 0x80)
                return true;
        }
        return false;
    }

    bool Skip(int length)
    {
        if (length > _message.Length - _at)
            return Broken();
        _at += length;
        return true;
    }

    bool Broken()
    {
        IsDamaged = true;
        return false;
    }
}
