using System.Text;

namespace Fathom.Sources.Bundle.Stored;

/// <summary>One string for the same name in thousands of records.</summary>
sealed class KnownTexts
{
    const int Most = 50_000;
    const int Longest = 128;

    readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _sight;

    public KnownTexts() => _sight = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Longest)
            return Encoding.UTF8.GetString(utf8);
        Span<char> text = stackalloc char[Longest];
        text = text[..Encoding.UTF8.GetChars(utf8, text)];
        if (_sight.TryGetValue(text, out string? known))
            return known;
        string made = text.ToString();
        if (_texts.Count < Most)
            _texts.Add(made, made);
        return made;
    }
}
