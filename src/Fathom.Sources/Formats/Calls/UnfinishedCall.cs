namespace Fathom.Sources.Formats.Calls;

/// <summary>
/// A call that a tracer saw begin and, while other threads went on, not yet return: "mmap(NULL, 8192 &lt;unfinished ...&gt;"
/// here, "&lt;... mmap resumed&gt;) = 0x7f…" further down.
/// </summary>
sealed class UnfinishedCall
{
    const int MostText = 1024;

    byte[] _text = [];
    int _length;

    public bool Is => _length > 0;

    public ReadOnlySpan<byte> Head => _text.AsSpan(0, _length);

    /// <param name="line">With its mark at the end.</param>
    public void Begin(ReadOnlySpan<byte> line)
    {
        int mark = line.LastIndexOf("<unfinished"u8);
        ReadOnlySpan<byte> head = mark < 0 ? line : line[..mark];
        head = head[..Math.Min(head.Length, MostText)].TrimEnd((byte)' ');
        if (_text.Length == 0)
            _text = new byte[2 * MostText];
        head.CopyTo(_text);
        _length = head.Length;
    }

    /// <summary>The whole call; empty where it was begun elsewhere, or was another. Good until the next one begins.</summary>
    /// <param name="line">"&lt;... NAME resumed&gt;" and what is behind it.</param>
    public ReadOnlySpan<byte> Finish(ReadOnlySpan<byte> line)
    {
        int length = _length;
        _length = 0;
        int mark = line.IndexOf(" resumed>"u8);
        if (mark < "<... "u8.Length)
            return [];
        ReadOnlySpan<byte> name = line["<... "u8.Length..mark];
        ReadOnlySpan<byte> head = _text.AsSpan(0, length);
        if (!head.StartsWith(name) || head.Length == name.Length || head[name.Length] != (byte)'(')
            return [];
        ReadOnlySpan<byte> rest = line[(mark + " resumed>"u8.Length)..];
        rest = rest[..Math.Min(rest.Length, MostText)].TrimStart((byte)' ');
        rest.CopyTo(_text.AsSpan(length));
        return _text.AsSpan(0, length + rest.Length);
    }
}
