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

    static bool IsPlain(char c) => c is >= ' ' and <= '~' || (c > '\u00a0' && CharUnicodeInfo.GetUnicodeCategory(c)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse));
}
