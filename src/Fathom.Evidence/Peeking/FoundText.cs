namespace Fathom.Evidence.Peeking;

public enum TextEncoding
{
    Ascii,
    Utf8,

    /// <summary>Little-endian, as Java's and Windows' wide characters are on this machine.</summary>
    Utf16,
}

/// <summary>A text that stands in memory, once or often.</summary>
/// <param name="Shown">Secrets masked, unless they were asked for; its first 4,096 bytes.</param>
/// <param name="Bytes">Of the whole text, once.</param>
/// <param name="Kind">What it looks like (url, path, sql …); null where nothing says.</param>
/// <param name="First">Where it was met first.</param>
public sealed record FoundText(string Shown, TextEncoding Encoding, long Count, Bytes Bytes, string? Kind, Address First)
{
    public bool IsMasked { get; init; }

    public Bytes Total => new(checked(Count * Bytes.Value));
}
