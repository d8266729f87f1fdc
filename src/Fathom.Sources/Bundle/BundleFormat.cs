namespace Fathom.Sources.Bundle;

/// <summary>
/// A bundle is one segment or more; a segment begins with the magic and a full frame, so that it reads without those
/// before it. All behind the magic are records: kind, length of the payload, CRC-32C of both and of the payload, payload.
/// Numbers are little-endian. Any prefix of a file reads: a part is a record, blocks, and a record that ends it.
/// </summary>
static class BundleFormat
{
    /// <summary>As PNG's: a transfer that translates line ends is noticed at once.</summary>
    public static ReadOnlySpan<byte> Magic => "FATHOM\r\n"u8;

    /// <summary>Changes when a reader of before would misread, not when there is more to read.</summary>
    public const ushort Version = 1;

    /// <summary>Kind, length, checksum.</summary>
    public const int HeadBytes = 9;

    /// <summary>A packed block can be longer than the plain one.</summary>
    public const int MostPayload = Evidence.Limits.BundleBlockBytes + 4096;

    public const byte Segment = 1;

    /// <summary>Of the frame's kind and its time.</summary>
    public const byte Frame = 2;

    /// <summary>Of the part's kind and its name.</summary>
    public const byte Part = 3;

    /// <summary>Of the plain length; deflate behind it (RFC 1951).</summary>
    public const byte Block = 4;

    /// <summary>Of the part's plain length and the CRC-32C of its plain bytes.</summary>
    public const byte PartEnd = 5;

    public const byte FrameEnd = 6;

    public const byte FullFrame = 0;
}
