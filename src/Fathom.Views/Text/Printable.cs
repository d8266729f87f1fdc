using System.Globalization;
using System.Text;

namespace Fathom.Views.Text;

/// <summary>
/// Text that another process chose, made safe to print: control characters and those that reorder or hide text are
/// shown as codes, so that no name can move the cursor, forge a line or recolour the screen.
/// </summary>
public static class Printable
{
    public static string Of(string text)
    {
        if (text.All(IsPlain))
            return text;
        StringBuilder safe = new(text.Length + 16);
        foreach (char c in text)
        {
            if (IsPlain(c))
                safe.Append(c);
            else
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return safe.ToString();
    }

    /// <summary>At most so many columns; what is cut off is marked.</summary>
    public static string Cut(string text, int columns)
    {
        text = Of(text);
        return text.Length <= columns ? text : columns <= 1 ? "…" : text[..(columns - 1)] + "…";
    }

    /// <summary>The end of a path says more than its beginning.</summary>
    public static string CutLeft(string text, int columns)
    {
        text = Of(text);
        return text.Length <= columns ? text : columns <= 1 ? "…" : "…" + text[^(columns - 1)..];
    }

    /// <summary>Of a name both ends say something: whose it is, and what it does.</summary>
    public static string CutMiddle(string text, int columns)
    {
        text = Of(text);
        return text.Length <= columns ? text : columns <= 2 ? Cut(text, columns) : text[..((columns - 1) / 2)] + "…" + text[^(columns / 2)..];
    }

    /// <remarks>U+FFFE and U+FFFF are no characters, and no XML may hold them.</remarks>
    static bool IsPlain(char c) => c is >= ' ' and <= '~' || (c is > '\u00a0' and < '\ufffe' && CharUnicodeInfo.GetUnicodeCategory(c)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse));
}
