namespace Fathom.Accounting.Names;

/// <summary>Arguments of templates: types, values, packs.</summary>
public sealed partial class ItaniumName
{
    /// <summary>"&lt;int, 3ul&gt;"; what each argument is goes to the list, the parts of a pack as one.</summary>
    string? Arguments(List<TypePart[]> arguments)
    {
        _at++;
        List<string> parts = [];
        while (!Take('E'))
        {
            if (arguments.Count > MostParts || _at >= _text.Length)
                return null;
            List<TypePart> pack = [];
            bool isPack = Take('J');
            if (isPack)
            {
                while (!Take('E'))
                {
                    if (pack.Count > MostParts || Argument() is not { } one)
                        return null;
                    pack.Add(one);
                }
            }
            else if (Peek == 'D' && PeekNext == 'p')
            {
                if (!PackOrType(parts))
                    return null;
                arguments.Add([]);
                continue;
            }
            else if (Argument() is { } one)
            {
                pack.Add(one);
            }
            else
            {
                return null;
            }
            arguments.Add([.. pack]);
            foreach (TypePart part in pack)
                parts.Add(part.Text);
        }
        return Joined(parts) is { } text ? $"<{text}{(text.EndsWith('>') ? " >" : ">")}" : null;
    }

    TypePart? Argument() => Peek switch
    {
        'L' => Literal() is { } literal ? new TypePart(literal) : null,
        'X' => null,
        _ => Type(),
    };

    string? Literal()
    {
        _at++;
        if (Take("_Z"))
            return Encoding(isTop: false) is { } external && Take('E') ? external : null;
        char code = Peek;
        if (Type() is not { } type)
            return null;
        string sign = Take('n') ? "-" : "";
        int start = _at;
        while (char.IsAsciiDigit(Peek))
            _at++;
        string number = _text[start.._at];
        if (number.Length == 0 || !Take('E'))
            return null;
        return code switch
        {
            'b' when number is "0" or "1" => number == "1" ? "true" : "false",
            'i' => sign + number,
            'j' => sign + number + "u",
            'l' => sign + number + "l",
            'm' => sign + number + "ul",
            'x' => sign + number + "ll",
            'y' => sign + number + "ull",
            _ => $"({type.Text}){sign}{number}",
        };
    }

    /// <summary>A type, or each of those that a pack stands for: the pattern is read once for every part.</summary>
    bool PackOrType(List<string> parts)
    {
        if (Peek != 'D' || PeekNext != 'p')
        {
            if (Type() is not { } type)
                return false;
            parts.Add(type.Text);
            return true;
        }
        _at += 2;
        (int pattern, int seen, int outer) = (_at, _seen.Count, _packIndex);
        if (outer >= 0)
            return false;
        int length = PackLength(pattern);
        for (int i = 0; i < Math.Max(1, length); i++)
        {
            _at = pattern;
            Forget(seen);
            _packIndex = i;
            TypePart? part = Type();
            _packIndex = outer;
            if (part is not { } known)
                return false;
            if (i < length)
                parts.Add(known.Text);
        }
        return length >= 0;
    }

    void Forget(int from)
    {
        for (int i = from; i < _seen.Count; i++)
            _boundTo.Remove(i);
        _seen.RemoveRange(from, _seen.Count - from);
    }

    /// <summary>Of the first template parameter in a pattern; -1 where there is none that is a pack.</summary>
    int PackLength(int pattern)
    {
        for (int at = pattern; at < _text.Length && at < pattern + 16; at++)
        {
            if (_text[at] != 'T')
                continue;
            (int before, _at) = (_at, at + 1);
            bool found = Sequence(10, out int index) && index < _arguments.Count && _lambdas == 0;
            _at = before;
            return found ? _arguments[index].Length : -1;
        }
        return -1;
    }
}
