namespace Fathom.Accounting.Names;

/// <summary>
/// Functions and data of C++ as their programmers wrote them (Itanium C++ ABI, chapter 5.1). What is not understood stays as
/// it is: expressions in signatures, and vendors' extensions.
/// </summary>
public sealed partial class ItaniumName
{
    const int LongestSymbol = 8192;
    const int LongestText = 16_384;
    const int Deepest = 128;
    const int MostParts = 4096;

    readonly string _text;
    readonly List<TypePart> _seen = [];
    readonly HashSet<int> _seenInPack = [];
    readonly Dictionary<int, List<TypePart[]>> _boundTo = [];
    List<TypePart[]> _arguments = [];
    int _at;
    int _depth;
    int _packIndex = -1;
    int _lambdas;
    int _parametersRead;
    int _parametersBefore;

    ItaniumName(string symbol) => _text = symbol;

    /// <summary>Null for what is no such name, or not understood.</summary>
    public static string? Of(string symbol)
    {
        if (!symbol.StartsWith("_Z", StringComparison.Ordinal) || symbol.Length > LongestSymbol)
            return null;
        ItaniumName name = new(symbol) { _at = 2 };
        string? text = name.Encoding(isTop: true);
        return text is not null && name._at == symbol.Length ? text : name.WithClone(text);
    }

    /// <summary>GCC's copies and parts of a function, "_ZN1a1bEv.isra.0", are that function to its programmer.</summary>
    string? WithClone(string? text)
    {
        if (text is null || Peek != '.')
            return null;
        foreach (string clone in _text[(_at + 1)..].Split('.'))
        {
            if (clone.Length == 0 || !clone.All(char.IsAsciiLetterOrDigit) && !clone.Contains('_', StringComparison.Ordinal))
                return null;
        }
        return text;
    }

    char Peek => _at < _text.Length ? _text[_at] : '\0';

    char PeekNext => _at + 1 < _text.Length ? _text[_at + 1] : '\0';

    bool IsOver => _at >= _text.Length || Peek is 'E' or '.';

    bool Take(char letter)
    {
        if (Peek != letter)
            return false;
        _at++;
        return true;
    }

    bool Take(string letters)
    {
        if (string.CompareOrdinal(_text, _at, letters, 0, letters.Length) != 0)
            return false;
        _at += letters.Length;
        return true;
    }

    string? Encoding(bool isTop)
    {
        if (Special() is { } special)
            return special;
        if (Peek is 'T' or 'G')
            return null;
        NameParts name = new() { SetsArguments = true };
        if (!Name(name) || name.Text is not { } text)
            return null;
        if (IsOver)
            return text;
        TypePart? result = null;
        if (name is { HasArguments: true, HasNoResult: false })
        {
            result = Type();
            if (result is null)
                return null;
        }
        if (Parameters() is not { } parameters)
            return null;
        string signature = $"{text}({parameters})";
        if (isTop && result is { } of)
            signature = $"{of.Left} {signature}{of.Right}";
        return signature + name.Qualifiers;
    }

    /// <summary>Tables, guards and thunks.</summary>
    string? Special()
    {
        (string Code, string Words)[] tables =
        [
            ("TV", "vtable for "), ("TT", "VTT for "), ("TI", "typeinfo for "), ("TS", "typeinfo name for "),
        ];
        foreach ((string code, string words) in tables)
        {
            if (Take(code))
                return Type() is { } type ? words + type.Text : null;
        }
        if (Take("GV"))
            return Named("guard variable for ");
        if (Take("Th"))
            return CallOffset() ? Encoding(isTop: true) is { } target ? "non-virtual thunk to " + target : null : null;
        if (Take("Tv"))
            return CallOffset() && CallOffset() ? Encoding(isTop: true) is { } target ? "virtual thunk to " + target : null : null;
        if (Take("TW"))
            return Named("TLS wrapper function for ");
        return Take("TH") ? Named("TLS init function for ") : null;
    }

    string? Named(string words)
    {
        NameParts name = new();
        return Name(name) && name.Text is { } text ? words + text : null;
    }

    bool CallOffset()
    {
        Take('n');
        return Digits(out _) && Take('_');
    }

    string? Parameters()
    {
        List<string> parts = [];
        while (!IsOver)
        {
            if (parts.Count > MostParts || !PackOrType(parts))
                return null;
        }
        if (parts is ["void"])
            return "";
        return Joined(parts);
    }

    static string? Joined(List<string> parts)
    {
        string text = string.Join(", ", parts);
        return text.Length > LongestText ? null : text;
    }

    bool Digits(out int number)
    {
        number = 0;
        int start = _at;
        while (char.IsAsciiDigit(Peek) && _at - start < 9)
            number = (number * 10) + (_text[_at++] - '0');
        return _at > start;
    }

    /// <summary>"_" is the first, "0_" the second: in base 36 for substitutions, else in base 10.</summary>
    bool Sequence(int numberBase, out int index)
    {
        index = 0;
        int start = _at;
        while (Peek != '_')
        {
            int digit = char.IsAsciiDigit(Peek) ? Peek - '0' : Peek is >= 'A' and <= 'Z' ? Peek - 'A' + 10 : 99;
            if (digit >= numberBase || _at - start > 4)
                return false;
            index = (index * numberBase) + digit;
            _at++;
        }
        index = _at == start ? 0 : index + 1;
        _at++;
        return true;
    }

    /// <summary>What a later S_ may mean.</summary>
    void Remember(TypePart part)
    {
        if (_packIndex >= 0)
            _seenInPack.Add(_seen.Count);
        if (_parametersRead > _parametersBefore)
            _boundTo[_seen.Count] = _arguments;
        _seen.Add(part);
    }
}
