using System.Globalization;

namespace Fathom.Accounting.Names;

/// <summary>Types, and the lifetimes that functions bind.</summary>
sealed partial class RustV0Name
{
    ulong _bound;

    bool Type() => Deeper(OneType);

    bool OneType()
    {
        char tag = Next();
        if (BuiltIn(tag) is { } word)
            return Tell(word);
        switch (tag)
        {
            case 'R': return Reference("");
            case 'Q': return Reference("mut ");
            case 'P': return Tell("*const ") && Type();
            case 'O': return Tell("*mut ") && Type();
            case 'A': return Tell("[") && Type() && Tell("; ") && Constant(isValue: true) && Tell("]");
            case 'S': return Tell("[") && Type() && Tell("]");
            case 'T': return Tell("(") && Listed(Type, ", ", out int count) && Tell(count == 1 ? ",)" : ")");
            case 'F': return Bound(Function);
            case 'D': return Tell("dyn ") && Bound(() => Listed(DynamicTrait, " + ", out _)) && Outlives();
            case 'W': return Type() && Tell(" is ") && Pattern();
            case 'B': return Again(Type);
            default:
                _at--;
                return tag != '\0' && Path(isValue: false);
        }
    }

    bool Reference(string words)
    {
        ulong lifetime = 0;
        return Tell("&") && (!Take('L') || Number(out lifetime)) && (lifetime == 0 || (Lifetime(lifetime) && Tell(" "))) && Tell(words) && Type();
    }

    bool Outlives() => Take('L') && Number(out ulong lifetime) && (lifetime == 0 || (Tell(" + ") && Lifetime(lifetime)));

    /// <summary>Counted from the innermost that binds; named from the outermost.</summary>
    bool Lifetime(ulong index)
    {
        if (_silent > 0)
            return true;
        if (index == 0)
            return Tell("'_");
        if (index > _bound)
            return false;
        ulong depth = _bound - index;
        return Tell(depth < 26 ? $"'{(char)('a' + depth)}" : string.Create(CultureInfo.InvariantCulture, $"'_{depth}"));
    }

    bool Bound(Part part)
    {
        if (!Number('G', out ulong count) || count > MostLifetimes || _bound > MostLifetimes)
            return false;
        for (ulong i = 0; i < count; i++)
        {
            _bound++;
            if (!Tell(i == 0 ? "for<" : ", ") || !Lifetime(1))
                return false;
        }
        bool isRead = (count == 0 || Tell("> ")) && part();
        _bound -= count;
        return isRead;
    }

    bool Function()
    {
        if (Take('U') && !Tell("unsafe "))
            return false;
        if (Take('K'))
        {
            string? convention = Take('C') ? "C" : Peek == 'u' ? null : Identifier();
            if (string.IsNullOrEmpty(convention) || !Tell($"extern \"{convention.Replace('_', '-')}\" "))
                return false;
        }
        return Tell("fn(") && Listed(Type, ", ", out _) && Tell(")") && (Take('u') || (Tell(" -> ") && Type()));
    }

    /// <summary>What it binds of the trait's own types stands among the trait's arguments: dyn Iterator&lt;Item = u8&gt;.</summary>
    bool DynamicTrait()
    {
        if (!OpenPath(out bool isOpen))
            return false;
        while (Take('p'))
        {
            if (!Tell(isOpen ? ", " : "<") || Identifier() is not { } name || !Tell(name) || !Tell(" = ") || !(Take('K') ? Constant(isValue: false) : Type()))
                return false;
            isOpen = true;
        }
        return !isOpen || Tell(">");
    }

    bool OpenPath(out bool isOpen)
    {
        bool open = false;
        bool isRead = Take('B') ? Again(() => OpenPath(out open))
            : Take('I') ? (open = true) && Path(isValue: false) && Tell("<") && Listed(Argument, ", ", out _)
            : Path(isValue: false);
        isOpen = open;
        return isRead;
    }

    bool Pattern() => Deeper(() => Next() switch
    {
        'R' => Constant(isValue: false) && Tell("..=") && Constant(isValue: false),
        'O' => Listed(Pattern, " | ", out _),
        'N' => Tell("!null"),
        _ => false,
    });

    static string? BuiltIn(char tag) => tag switch
    {
        'a' => "i8",
        'b' => "bool",
        'c' => "char",
        'd' => "f64",
        'e' => "str",
        'f' => "f32",
        'h' => "u8",
        'i' => "isize",
        'j' => "usize",
        'l' => "i32",
        'm' => "u32",
        'n' => "i128",
        'o' => "u128",
        's' => "i16",
        't' => "u16",
        'u' => "()",
        'v' => "...",
        'x' => "i64",
        'y' => "u64",
        'z' => "!",
        'p' => "_",
        _ => null,
    };
}
