using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Leaks;

/// <summary>Which blocks memcheck tells apart (valgrind, memcheck/mc_leakcheck.c).</summary>
enum LeakKind
{
    Definite,
    Indirect,
    Possible,
    Reachable,
    Suppressed,
}

/// <summary>"240 (48 direct, 192 indirect) bytes in 1 blocks are definitely lost in loss record 2 of 5", and the lines of its summary.</summary>
readonly record struct MemcheckRecord(LeakKind Kind, long Bytes, long Blocks)
{
    public static bool TryParse(ReadOnlySpan<byte> line, out MemcheckRecord record)
    {
        record = default;
        AsciiLine rest = new(line);
        if (!TakeNumber(ref rest, out long bytes))
            return false;
        // What the lost block alone leads to has records of its own.
        if (rest.Take(" ("u8) && (!TakeNumber(ref rest, out bytes) || !rest.Take(" direct, "u8) || !TakeNumber(ref rest, out _) || !rest.Take(" indirect)"u8)))
            return false;
        if (!rest.Take(" bytes in "u8) || !TakeNumber(ref rest, out long blocks) || !rest.Take(" blocks are "u8))
            return false;
        int end = rest.Rest.IndexOf(" in loss record "u8);
        if (end < 0 || KindOf(rest.Rest[..end]) is not { } kind)
            return false;
        record = new MemcheckRecord(kind, bytes, blocks);
        return true;
    }

    /// <summary>"   definitely lost: 10,048 bytes in 11 blocks".</summary>
    public static bool TrySum(ReadOnlySpan<byte> line, out MemcheckRecord record)
    {
        record = default;
        line = line.TrimStart((byte)' ');
        int colon = line.IndexOf((byte)':');
        if (colon < 0 || KindOf(line[..colon]) is not { } kind || !TryAmount(line[(colon + 1)..], out long bytes, out long blocks))
            return false;
        record = new MemcheckRecord(kind, bytes, blocks);
        return true;
    }

    /// <summary>" 10,048 bytes in 11 blocks".</summary>
    public static bool TryAmount(ReadOnlySpan<byte> text, out long bytes, out long blocks)
    {
        blocks = 0;
        AsciiLine rest = new(text);
        rest.TakeBlanks();
        return TakeNumber(ref rest, out bytes) && rest.Take(" bytes in "u8) && TakeNumber(ref rest, out blocks) && rest.Take(" blocks"u8);
    }

    static LeakKind? KindOf(ReadOnlySpan<byte> words) =>
        words.SequenceEqual("definitely lost"u8) ? LeakKind.Definite
        : words.SequenceEqual("indirectly lost"u8) ? LeakKind.Indirect
        : words.SequenceEqual("possibly lost"u8) ? LeakKind.Possible
        : words.SequenceEqual("still reachable"u8) ? LeakKind.Reachable
        : words.SequenceEqual("suppressed"u8) ? LeakKind.Suppressed : null;

    /// <summary>"10,048".</summary>
    static bool TakeNumber(ref AsciiLine rest, out long number)
    {
        const long Most = 1L << 56;
        number = 0;
        int used = 0;
        ReadOnlySpan<byte> text = rest.Rest;
        for (; used < text.Length && (char.IsAsciiDigit((char)text[used]) || (used > 0 && text[used] == (byte)',')); used++)
        {
            if (text[used] == (byte)',')
                continue;
            number = (number * 10) + text[used] - '0';
            if (number > Most)
                return false;
        }
        rest.Take(text[..used]);
        return used > 0;
    }
}
