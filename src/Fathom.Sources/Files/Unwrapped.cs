using System.Buffers;
using System.Text;

namespace Fathom.Sources.Files;

/// <summary>
/// A text as its tool wrote it: without the marks of mails (`> `), Markdown fences, colours of terminals, the line ends of
/// Windows, and in UTF-8. Lines stay where they are, so that their numbers are those of the file.
/// </summary>
static class Unwrapped
{
    /// <summary>Fewer lines that begin so may be text of their own.</summary>
    const int FewestQuotes = 2;

    static readonly SearchValues<byte> Marks = SearchValues.Create("\r\x1b>`"u8);

    public static byte[] Of(byte[] text)
    {
        text = Utf8(text);
        if (text.AsSpan().StartsWith("\uFEFF"u8))
            text = text[3..];
        return IsMarked(text) ? Cleaned(text, IsQuoted(text)) : text;
    }

    /// <summary>One walk over what is most often a plain text.</summary>
    static bool IsMarked(ReadOnlySpan<byte> text)
    {
        int quotes = 0;
        for (int at = 0; text[at..].IndexOfAny(Marks) is >= 0 and var next; at++)
        {
            at += next;
            bool begins = at == 0 || text[at - 1] == (byte)'\n';
            if (text[at] switch
            {
                (byte)'>' => begins && ++quotes >= FewestQuotes,
                (byte)'`' => begins && text[at..].StartsWith("```"u8),
                _ => true,
            })
                return true;
        }
        return false;
    }

    /// <summary>PowerShell's > writes UTF-16 with a mark; other tools leave the mark away.</summary>
    static byte[] Utf8(byte[] text)
    {
        Encoding? encoding = text switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            [not 0, 0, not 0, 0, ..] => Encoding.Unicode,
            [0, not 0, 0, not 0, ..] => Encoding.BigEndianUnicode,
            _ => null,
        };
        return encoding is null ? text : Encoding.UTF8.GetBytes(encoding.GetString(text).TrimStart('\uFEFF'));
    }

    static bool IsQuoted(ReadOnlySpan<byte> text)
    {
        int found = text.StartsWith(">"u8) ? 1 : 0;
        while (found < FewestQuotes && text.IndexOf("\n>"u8) is >= 0 and var at)
        {
            found++;
            text = text[(at + 2)..];
        }
        return found >= FewestQuotes;
    }

    static byte[] Cleaned(ReadOnlySpan<byte> text, bool quoted)
    {
        byte[] clean = new byte[text.Length];
        int length = 0;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[(end + 1)..];
            if (line.EndsWith("\r"u8))
                line = line[..^1];
            line = quoted ? Unquoted(line) : line;
            if (!line.StartsWith("```"u8))
                length += WithoutColours(line, clean.AsSpan(length));
            if (end >= 0)
                clean[length++] = (byte)'\n';
        }
        return clean[..length];
    }

    /// <summary>"> > text": an answer to an answer.</summary>
    static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> line)
    {
        while (line.StartsWith(">"u8))
            line = line.StartsWith("> "u8) ? line[2..] : line[1..];
        return line;
    }

    /// <summary>Without "ESC [ … letter" (ECMA-48, CSI).</summary>
    static int WithoutColours(ReadOnlySpan<byte> line, Span<byte> to)
    {
        int length = 0;
        while (line.IndexOf((byte)'\x1b') is >= 0 and var at)
        {
            line[..at].CopyTo(to[length..]);
            length += at;
            line = line[(at + 1)..];
            if (!line.StartsWith("["u8))
                continue;
            int end = line[1..].IndexOfAnyInRange((byte)'@', (byte)'~');
            line = end < 0 ? [] : line[(end + 2)..];
        }
        line.CopyTo(to[length..]);
        return length + line.Length;
    }
}
