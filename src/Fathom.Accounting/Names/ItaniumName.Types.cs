namespace Fathom.Accounting.Names;

/// <summary>Types, template arguments, and what stands for something named before.</summary>
public sealed partial class ItaniumName
{
    TypePart? Type()
    {
        if (++_depth > Deepest)
            return null;
        int outer = _parametersBefore;
        _parametersBefore = _parametersRead;
        TypePart? type = OneType();
        _parametersBefore = outer;
        _depth--;
        return type is { } known && known.Left.Length + known.Right.Length > LongestText ? null : type;
    }

    TypePart? OneType()
    {
        char code = Peek;
        if (BuiltIn(code) is { } word)
        {
            _at++;
            return new TypePart(word);
        }
        switch (code)
        {
            case 'P': return Wrapped("*");
            case 'R': return Wrapped("&");
            case 'O': return Wrapped("&&");
            case 'K' or 'V' or 'r': return Qualified();
            case 'A': return Array();
            case 'F': return Remembered(Function());
            case 'M': return Member();
            case 'D': return Extended();
            case 'T' when PeekNext is '_' || char.IsAsciiDigit(PeekNext):
                return OfParameter();
            case 'S' when PeekNext != 't':
                return OfSubstitution();
            case 'u':
                _at++;
                return Source() is { } source ? Remembered(new TypePart(source)) : null;
            case 'N' or 'Z' or 'S' or (>= '0' and <= '9'):
                NameParts name = new();
                return Name(name) ? Remembered(new TypePart(name.Text!, Bare: name.Last)) : null;
            default:
                return null;
        }
    }

    TypePart? Remembered(TypePart? type)
    {
        if (type is { } known)
            Remember(known);
        return type;
    }

    TypePart? Wrapped(string sign)
    {
        _at++;
        return Type() is { } inner ? Remembered(inner.Pointed(sign)) : null;
    }

    TypePart? Qualified()
    {
        string words = "";
        while (Peek is 'K' or 'V' or 'r')
            words = (_text[_at++] switch { 'K' => "const", 'V' => "volatile", _ => "restrict" }) + (words.Length == 0 ? "" : " ") + words;
        return Type() is { } inner ? Remembered(inner.Qualified(words)) : null;
    }

    TypePart? Array()
    {
        _at++;
        int start = _at;
        while (char.IsAsciiDigit(Peek))
            _at++;
        string length = _text[start.._at];
        if (!Take('_') || Type() is not { } of)
            return null;
        return Remembered(new TypePart(of.Left, $" [{length}]{of.Right.TrimStart()}", IsOpen: true));
    }

    TypePart? Function()
    {
        _at++;
        Take('Y');
        if (Type() is not { } result || Parameters(untilReference: true) is not { } parameters)
            return null;
        string reference = Take('R') ? " &" : Take('O') ? " &&" : "";
        return Take('E') ? new TypePart(result.Left, $"({parameters}){reference}{result.Right}", IsOpen: true) : null;
    }

    string? Parameters(bool untilReference)
    {
        List<string> parts = [];
        while (Peek != 'E' && !(untilReference && Peek is 'R' or 'O' && PeekNext == 'E'))
        {
            if (parts.Count > MostParts || !PackOrType(parts))
                return null;
        }
        return parts is ["void"] ? "" : Joined(parts);
    }

    TypePart? Member()
    {
        _at++;
        if (Type() is not { } owner || Type() is not { } member)
            return null;
        return Remembered(member.IsOpen ? new TypePart($"{member.Left} ({owner.Text}::*", ")" + member.Right) : new TypePart($"{member.Left} {owner.Text}::*", member.Right));
    }

    TypePart? Extended()
    {
        string? word = PeekNext switch
        {
            'n' => "decltype(nullptr)",
            'a' => "auto",
            'c' => "decltype(auto)",
            'i' => "char32_t",
            's' => "char16_t",
            'u' => "char8_t",
            _ => null,
        };
        if (word is null)
            return null;
        _at += 2;
        return new TypePart(word);
    }

    TypePart? OfParameter()
    {
        if (Parameter() is not { } parameter)
            return null;
        Remember(parameter);
        return Peek == 'I' ? WithArguments(parameter) : parameter;
    }

    TypePart? OfSubstitution() => Substitution() is { } known ? Peek == 'I' ? WithArguments(known) : known : null;

    TypePart? WithArguments(TypePart template) =>
        Arguments([]) is { } text ? Remembered(new TypePart(template.Text + text, Bare: template.Bare)) : null;

    TypePart? Parameter()
    {
        _at++;
        _parametersRead++;
        if (!Sequence(10, out int index))
            return null;
        if (_lambdas > 0)
            return new TypePart($"auto:{index + 1}");
        if (index >= _arguments.Count)
            return null;
        TypePart[] argument = _arguments[index];
        return _packIndex < 0 ? argument is [var one] ? one : null : _packIndex < argument.Length ? argument[_packIndex] : new TypePart("");
    }

    TypePart? Substitution(bool isScope = false)
    {
        _at++;
        if (Standard(Peek) is { } standard)
        {
            _at++;
            // What is named inside of an abbreviation is named in full.
            bool isFull = isScope && Peek is 'C' or 'D';
            return new TypePart(isFull && standard.Full is { } full ? full : standard.Short, Bare: standard.Bare);
        }
        // What stood in an expansion of a pack means each of its parts; T_ within another function means that one's argument.
        return Sequence(36, out int index) && index < _seen.Count && !_seenInPack.Contains(index)
            && (!_boundTo.TryGetValue(index, out List<TypePart[]>? bound) || ReferenceEquals(bound, _arguments)) ? _seen[index] : null;
    }

    static (string Short, string? Full, string Bare)? Standard(char code) => code switch
    {
        'a' => ("std::allocator", null, "allocator"),
        'b' => ("std::basic_string", null, "basic_string"),
        's' => ("std::string", "std::basic_string<char, std::char_traits<char>, std::allocator<char> >", "basic_string"),
        'i' => ("std::istream", "std::basic_istream<char, std::char_traits<char> >", "basic_istream"),
        'o' => ("std::ostream", "std::basic_ostream<char, std::char_traits<char> >", "basic_ostream"),
        'd' => ("std::iostream", "std::basic_iostream<char, std::char_traits<char> >", "basic_iostream"),
        _ => null,
    };

    static readonly Dictionary<string, string> BuiltIns = Table(
        """
        v void  w wchar_t  b bool  c char  a signed char  h unsigned char  s short  t unsigned short  i int
        j unsigned int  l long  m unsigned long  x long long  y unsigned long long  n __int128  o unsigned __int128
        f float  d double  e long double  g __float128  z ...
        """);

    static string? BuiltIn(char code) => BuiltIns.GetValueOrDefault(code.ToString());
}
