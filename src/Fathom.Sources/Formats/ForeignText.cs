using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Fathom.Sources.Formats;

/// <summary>
/// Bytes that another process chose, as a string: UTF-8 where they are that, else each odd byte as \xNN, so that two
/// different names stay different.
/// </summary>
static class ForeignText
{
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        StringBuilder text = new(bytes.Length + 16);
        foreach (byte b in bytes)
        {
            if (b < 0x80)
                text.Append((char)b);
            else
                text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
        }
        return text.ToString();
    }

    /// <summary>The kernel writes a newline in a path as \012 (fs/seq_file.c, mangle_path) and nothing else.</summary>
    public static string DecodePath(ReadOnlySpan<byte> bytes)
    {
        string text = Decode(bytes);
        return text.Contains("\\012", StringComparison.Ordinal)
            ? text.Replace("\\012", "\n", StringComparison.Ordinal)
            : text;
    }

    /// <summary>A bad line for a message: short, and nothing in it that a terminal would obey.</summary>
    public static string Quote(ReadOnlySpan<byte> line) =>
        Printable(Decode(line.Length > 60 ? line[..60] : line));

    static string Printable(string text) =>
        string.Create(text.Length, text, (span, from) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = char.IsControl(from[i]) ? '?' : from[i];
        });
}
