namespace Fathom.Accounting.Names;

/// <summary>Names of functions, data and classes.</summary>
public sealed partial class ItaniumName
{
    /// <summary>A name while it is put together.</summary>
    sealed class NameParts
    {
        public string? Text { get; set; }

        /// <summary>The last part without arguments: what constructors are called.</summary>
        public string Last { get; set; } = "";

        /// <summary>Of the last part, which its constructors do not repeat.</summary>
        public string Tags { get; set; } = "";

        /// <summary>It ends in template arguments, so that a signature begins with the type of the result.</summary>
        public bool HasArguments { get; set; }

        /// <summary>A constructor, a destructor, a conversion.</summary>
        public bool HasNoResult { get; set; }

        public string Qualifiers { get; set; } = "";

        /// <summary>It is the one whose arguments T_ means below it.</summary>
        public bool SetsArguments { get; init; }
    }

    bool Name(NameParts name)
    {
        if (++_depth > Deepest)
            return false;
        bool found = Peek switch
        {
            'N' => Nested(name),
            'Z' => Local(name),
            _ => Unscoped(name),
        };
        _depth--;
        return found && name.Text!.Length <= LongestText;
    }

    bool Unscoped(NameParts name)
    {
        bool isKnown = false;
        if (Peek == 'S' && PeekNext != 't')
        {
            if (Substitution() is not { } known)
                return false;
            (name.Text, name.Last, isKnown) = (known.Text, known.Bare ?? "", true);
        }
        else
        {
            string scope = Take("St") ? "std::" : "";
            Take('L');
            if (!Part(name))
                return false;
            name.Text = scope + name.Last + name.Tags;
        }
        if (Peek != 'I')
            return true;
        if (!isKnown)
            Remember(new TypePart(name.Text!, Bare: name.Last));
        return TakeArguments(name);
    }

    bool Nested(NameParts name)
    {
        _at++;
        while (Peek is 'r' or 'V' or 'K')
            name.Qualifiers = (_text[_at++] switch { 'K' => " const", 'V' => " volatile", _ => " restrict" }) + name.Qualifiers;
        if (Take('R'))
            name.Qualifiers += " &";
        else if (Take('O'))
            name.Qualifiers += " &&";
        name.Text = "";
        while (!Take('E'))
        {
            int start = _at;
            if (!NestedPart(name) || _at == start || name.Text.Length > LongestText)
                return false;
            // A whole nested name is remembered as a type by whoever asks for a type.
            if (Peek != 'E' && Peek != 'M' && !IsFromTable(start))
                Remember(new TypePart(name.Text, Bare: name.Last));
        }
        return name.Text.Length > 0;
    }

    bool IsFromTable(int start) => _text[start] is 'S' or 'M' && _text[start..].Length > 1 && (_text[start] == 'M' || _text[start + 1] != 't' || _at - start == 2);

    bool NestedPart(NameParts name)
    {
        switch (Peek)
        {
            case 'S' when PeekNext == 't':
                _at += 2;
                return Scoped(name, "std");
            case 'S':
                if (name.Text!.Length > 0 || Substitution(isScope: true) is not { } known)
                    return false;
                (name.Text, name.Last, name.HasArguments) = (known.Text, known.Bare ?? "", false);
                return true;
            case 'T':
                if (name.Text!.Length > 0 || Parameter() is not { } parameter)
                    return false;
                (name.Text, name.Last) = (parameter.Text, parameter.Text);
                return true;
            case 'I':
                return name.Text!.Length > 0 && TakeArguments(name);
            case 'M':
                return name.Text!.Length > 0 && _at++ > 0;
            case 'C' when PeekNext is >= '1' and <= '5':
            case 'D' when PeekNext is >= '0' and <= '5':
                string sign = Peek == 'D' ? "~" : "";
                _at += 2;
                name.HasNoResult = true;
                string last = name.Last;
                return last.Length > 0 && Scoped(name, sign + last + Tags());
            default:
                Take('L');
                string scope = name.Text!;
                if (!Part(name))
                    return false;
                name.Text = (scope.Length == 0 ? name.Last : scope + "::" + name.Last) + name.Tags;
                name.HasArguments = false;
                return true;
        }
    }

    static bool Scoped(NameParts name, string part)
    {
        name.Text = name.Text!.Length == 0 ? part : name.Text + "::" + part;
        name.HasArguments = false;
        return true;
    }

    bool TakeArguments(NameParts name)
    {
        List<TypePart[]> arguments = [];
        if (Arguments(arguments) is not { } text)
            return false;
        // "operator<" and its arguments would run together.
        name.Text += name.Text!.EndsWith('<') ? " " + text : text;
        name.HasArguments = true;
        if (name.SetsArguments)
            _arguments = arguments;
        return true;
    }

    /// <summary>A function's own: Z function E entity.</summary>
    bool Local(NameParts name)
    {
        _at++;
        List<TypePart[]> outer = _arguments;
        if (Encoding(isTop: false) is not { } function || !Take('E'))
            return false;
        if (!name.SetsArguments)
            _arguments = outer;
        if (Take('s'))
        {
            name.Text = function + "::string literal";
            return Discriminator();
        }
        if (Take('d'))
        {
            if (!Sequence(10, out int argument))
                return false;
            function += $"::{{default arg#{argument + 1}}}";
        }
        if (!Name(name))
            return false;
        name.Text = function + "::" + name.Text;
        return Discriminator();
    }

    bool Discriminator()
    {
        if (Peek != '_')
            return true;
        _at++;
        if (Take('_'))
            return Digits(out _) && Take('_');
        return char.IsAsciiDigit(Peek) && _at++ > 0;
    }

    /// <summary>One part of a name, into Last; with Text untouched.</summary>
    bool Part(NameParts name)
    {
        if (char.IsAsciiDigit(Peek))
        {
            if (Source() is not { } source)
                return false;
            (name.Last, name.Tags) = (source, Tags());
            return true;
        }
        if (Peek == 'U' && PeekNext is 'l' or 't')
            return Unnamed(name);
        if (Operator(name) is not { } sign)
            return false;
        (name.Last, name.Tags) = (sign, Tags());
        return true;
    }

    string? Source()
    {
        if (!Digits(out int length) || length == 0 || length > _text.Length - _at)
            return null;
        string source = _text.Substring(_at, length);
        _at += length;
        // GCC's name of a namespace that has none.
        return source.StartsWith("_GLOBAL_", StringComparison.Ordinal) && source.Length > 9 && source[8] is '_' or '.' or '$' && source[9] == 'N' ? "(anonymous namespace)" : source;
    }

    string Tags()
    {
        string tags = "";
        while (Peek == 'B')
        {
            int start = _at++;
            if (Source() is not { } tag)
            {
                _at = start;
                break;
            }
            tags += $"[abi:{tag}]";
        }
        return tags;
    }

    bool Unnamed(NameParts name)
    {
        bool isLambda = PeekNext == 'l';
        _at += 2;
        string? parameters = null;
        if (isLambda)
        {
            _lambdas++;
            parameters = Parameters();
            _lambdas--;
            if (parameters is null || !Take('E'))
                return false;
        }
        if (!Sequence(10, out int number))
            return false;
        name.Tags = "";
        name.Last = isLambda ? $"{{lambda({parameters})#{number + 1}}}" : $"{{unnamed type#{number + 1}}}";
        return true;
    }

    string? Operator(NameParts name)
    {
        if (Take("cv"))
        {
            name.HasNoResult = true;
            return Type() is { } type ? "operator " + type.Text : null;
        }
        if (Take("li"))
            return Source() is { } suffix ? "operator\"\" " + suffix : null;
        if (_at + 2 > _text.Length || !Signs.TryGetValue(_text.Substring(_at, 2), out string? sign))
            return null;
        _at += 2;
        return (char.IsAsciiLetter(sign[0]) ? "operator " : "operator") + sign;
    }

    static readonly Dictionary<string, string> Signs = Table(
        """
        nw new  na new[]  dl delete  da delete[]  aw co_await  ps +  ng -  ad &  de *  co ~  pl +  mi -  ml *  dv /
        rm %  an &  or |  eo ^  aS =  pL +=  mI -=  mL *=  dV /=  rM %=  aN &=  oR |=  eO ^=  ls <<  rs >>  lS <<=
        rS >>=  eq ==  ne !=  lt <  gt >  le <=  ge >=  ss <=>  nt !  aa &&  oo ||  pp ++  mm --  cm ,  pm ->*
        pt ->  cl ()  ix []  qu ?
        """);

    /// <summary>A code and what it stands for, two blanks to the next.</summary>
    static Dictionary<string, string> Table(string text)
    {
        Dictionary<string, string> table = new(StringComparer.Ordinal);
        foreach (string row in text.Split((string[])["  ", "\n"], StringSplitOptions.RemoveEmptyEntries))
        {
            if (row.IndexOf(' ', StringComparison.Ordinal) is > 0 and var at)
                table[row[..at]] = row[(at + 1)..];
        }
        return table;
    }
}
