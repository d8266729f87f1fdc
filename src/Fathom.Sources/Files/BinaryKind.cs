using Fathom.Sources.Profiles;

namespace Fathom.Sources.Files;

/// <summary>What a file that is no text looks like, by its first bytes (file(1)'s magic, and each format's own specification).</summary>
static class BinaryKind
{
    const int Sample = 8192;

    /// <summary>Null for what may be a text.</summary>
    public static string? Of(ReadOnlySpan<byte> head)
    {
        if (Marked(head) is { } kind)
            return kind;
        if (head.Length > 262 && head[257..].StartsWith("ustar"u8))
            return "a tar archive";
        if (IsText(head))
            return null;
        return PprofProfile.Begins(head) ? "a profile of pprof: fathom profile reads it" : "binary data of no kind that fathom knows";
    }

    static string? Marked(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("\u007fELF"u8))
            return "an ELF file that is no core: a program or a library";
        if (head.StartsWith("JAVA PROFILE 1.0"u8))
            return "a heap dump (hprof), with a damaged head or within another file: give it whole and by itself, packed by gzip or not";
        if (Formats.Flight.FlightFile.Begins(head))
            return "a recording of JDK Flight Recorder: give it by itself, not within another file";
        if (head.StartsWith((ReadOnlySpan<byte>)[0xCA, 0xFE, 0xBA, 0xBE]))
            return "a Java class file";
        if (head.StartsWith((ReadOnlySpan<byte>)[0xCA, 0xFE, 0xC0, 0xC0]) || head.StartsWith((ReadOnlySpan<byte>)[0xC0, 0xC0, 0xFE, 0xCA]))
            return "the counters of a JVM (hsperfdata)";
        if (Bundle.BundleFile.Begins(head))
            return "a bundle of fathom capture: it is a case by itself, and given alone";
        if (head.StartsWith("PERFILE2"u8))
            return "a recording of perf (perf.data): fathom profile reads it";
        if (head.StartsWith("SQLite format 3\0"u8))
            return "a SQLite database";
        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8))
            return "a zip or jar archive";
        return Image(head) ?? Packed(head);
    }

    static string? Image(ReadOnlySpan<byte> head)
    {
        bool isImage = head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) || head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
            || head.StartsWith("GIF8"u8) || (head.StartsWith("RIFF"u8) && head.Length > 12 && head[8..].StartsWith("WEBP"u8));
        return isImage ? "an image: what a screen showed has to be pasted as text" : head.StartsWith("%PDF-"u8) ? "a PDF document" : null;
    }

    static string? Packed(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return "a gzip file";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]))
            return "packed by zstd: unpack it first";
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]))
            return "packed by xz: unpack it first";
        if (head.StartsWith("BZh"u8) && head.Length > 3 && char.IsAsciiDigit((char)head[3]))
            return "packed by bzip2: unpack it first";
        return head.StartsWith((ReadOnlySpan<byte>)[(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C]) ? "packed by 7-Zip: unpack it first" : null;
    }

    /// <summary>A text has hardly a control character; /proc's command line has zeros between words.</summary>
    static bool IsText(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, Sample)];
        int odd = 0;
        foreach (byte b in head)
            odd += b is < 9 or (> 13 and < 27) or (> 27 and < 32) ? 1 : 0;
        return odd * 50 <= head.Length;
    }
}
