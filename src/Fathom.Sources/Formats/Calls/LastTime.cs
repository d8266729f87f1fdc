namespace Fathom.Sources.Formats.Calls;

/// <summary>The times of a log's first and last line; kept as bytes, for there are millions of them.</summary>
sealed class LastTime
{
    readonly byte[] _last = new byte[40];
    int _length;

    public string? First { get; private set; }

    public string? Last => _length == 0 ? null : ForeignText.Decode(Text);

    public ReadOnlySpan<byte> Text => _last.AsSpan(0, _length);

    public void Set(ReadOnlySpan<byte> time)
    {
        _length = Math.Min(time.Length, _last.Length);
        time[.._length].CopyTo(_last);
        First ??= ForeignText.Decode(Text);
    }
}
