namespace Fathom.Sources.Formats;

/// <summary>Walks the lines of a text; CRLF and a missing last line end are no trouble.</summary>
ref struct Lines(ReadOnlySpan<byte> text)
{
    ReadOnlySpan<byte> _rest = text;

    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Counted from 1, for messages.</summary>
    public int Number { get; private set; }

    /// <summary>False for a last line that the text breaks off in.</summary>
    public bool IsWhole { get; private set; }

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
            return false;
        int end = _rest.IndexOf((byte)'\n');
        IsWhole = end >= 0;
        Current = IsWhole ? _rest[..end] : _rest;
        if (Current.EndsWith("\r"u8))
            Current = Current[..^1];
        _rest = IsWhole ? _rest[(end + 1)..] : [];
        Number++;
        return true;
    }
}
