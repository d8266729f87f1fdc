using System.Text;

namespace Fathom.Accounting.Names;

/// <summary>
/// Functions and data of Rust in the newer of its two forms (RFC 2603, "v0"). Hashes of crates are left
/// away, as is what a compiler appends for copies and parts of a function.
/// </summary>
sealed partial class RustV0Name
{
    const int LongestSymbol = 8192;
    const int LongestText = 16_384;
    const int Deepest = 256;
    const int MostLifetimes = 256;

    /// <summary>From where places of what was named before are counted: behind "_R".</summary>
    readonly string _text;
    readonly StringBuilder _name = new();
    int _at;
    int _depth;

    /// <summary>Above zero what is read is not told: where an impl stands, and which crate asked for a copy.</summary>
    int _silent;

    RustV0Name(string text) => _text = text;

    /// <summary>Null for what is no such name, or not understood.</summary>
    public static string? Of(string symbol)
    {
        if (!symbol.StartsWith("_R", StringComparison.Ordinal) || symbol.Length > LongestSymbol)
            return null;
        int end = symbol.AsSpan().IndexOfAny('.', '$');
        RustV0Name name = new(end < 0 ? symbol[2..] : symbol[2..end]);
        return name.Symbol() && name._name.Length > 0 ? name._name.ToString() : null;
    }

    bool Symbol()
    {
        if (!char.IsAsciiLetterUpper(Peek) || !Path(isValue: true))
            return false;
        return _at == _text.Length || (Silently(isValue: false) && _at == _text.Length);
    }

    bool Silently(bool isValue)
    {
        _silent++;
        bool isPath = Path(isValue);
        _silent--;
        return isPath;
    }

    char Peek => _at < _text.Length ? _text[_at] : '\0';

    char Next() => _at < _text.Length ? _text[_at++] : '\0';

    bool Take(char letter)
    {
        if (Peek != letter)
            return false;
        _at++;
        return true;
    }

    bool Tell(ReadOnlySpan<char> text)
    {
        if (_silent == 0)
            _name.Append(text);
        return _name.Length <= LongestText;
    }

    delegate bool Part();

    bool Deeper(Part part)
    {
        if (++_depth > Deepest)
            return false;
        bool isRead = part();
        _depth--;
        return isRead;
    }

    /// <summary>What was named before, at a place that stands here: it lies before this one, so that none leads to itself.</summary>
    bool Again(Part part)
    {
        int start = _at - 1;
        if (!Number(out ulong place) || place >= (ulong)start)
            return false;
        if (_silent > 0)
            return true;
        (int after, _at) = (_at, (int)place);
        bool isRead = Deeper(part);
        _at = after;
        return isRead;
    }

    /// <summary>Parts up to an E, with a sign between them.</summary>
    bool Listed(Part part, string sign, out int count)
    {
        for (count = 0; !Take('E'); count++)
        {
            if (_at >= _text.Length || (count > 0 && !Tell(sign)) || !part())
                return false;
        }
        return true;
    }

    /// <summary>In base 62, closed by "_": a bare "_" is 0, "0_" is 1.</summary>
    bool Number(out ulong number)
    {
        number = 0;
        if (Take('_'))
            return true;
        while (!Take('_'))
        {
            char letter = Next();
            int digit = letter switch
            {
                >= '0' and <= '9' => letter - '0',
                >= 'a' and <= 'z' => letter - 'a' + 10,
                >= 'A' and <= 'Z' => letter - 'A' + 36,
                _ => -1,
            };
            if (digit < 0 || number > (ulong.MaxValue - 62) / 62)
                return false;
            number = (number * 62) + (ulong)digit;
        }
        number++;
        return true;
    }

    /// <summary>Zero where it does not stand there: "s_" is the first that does.</summary>
    bool Number(char sign, out ulong number)
    {
        number = 0;
        if (!Take(sign))
            return true;
        if (!Number(out number) || number == ulong.MaxValue)
            return false;
        number++;
        return true;
    }
}
