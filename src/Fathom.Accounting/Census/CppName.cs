using System.Text;

namespace Fathom.Accounting.Census;

/// <summary>
/// Names of C++ classes as the Itanium ABI writes them (section 5.1.3): nested names, std, and templates whose arguments
/// are names, built-in types or numbers; other arguments become an ellipsis. A name that does not fit stays as it is.
/// </summary>
static class CppName
{
    const int Longest = 400;
    const int Deepest = 16;

    static readonly string[] Prefixes = ["_ZTV", "_ZTS", "_ZTI"];

    /// <summary>acme::Widget for _ZTVN4acme6WidgetE and for 6Widget-like type names.</summary>
    public static string Of(string symbol)
    {
        ReadOnlySpan<char> name = symbol;
        foreach (string prefix in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                name = name[prefix.Length..];
        }
        if (name.Length is 0 or > Longest || !(char.IsAsciiDigit(name[0]) || name[0] is 'N' or 'S'))
            return symbol;
        StringBuilder text = new();
        if (Name(ref name, text, 0) && name.IsEmpty)
            return text.ToString();
        int arguments = text.ToString().IndexOf('<');
        return arguments > 0 ? text.ToString(0, arguments) + "<…>" : symbol;
    }

    static bool Name(ref ReadOnlySpan<char> rest, StringBuilder text, int depth)
    {
        if (depth > Deepest || rest.IsEmpty)
            return false;
        if (rest[0] != 'N')
            return Part(ref rest, text) && Arguments(ref rest, text, depth);
        rest = rest[1..];
        for (bool first = true; !rest.IsEmpty; first = false)
        {
            if (rest[0] == 'E')
            {
                rest = rest[1..];
                return !first;
            }
            if (!first && text.Length > 0)
                text.Append("::");
            if (!Part(ref rest, text) || !Arguments(ref rest, text, depth))
                return false;
        }
        return false;
    }

    static bool Part(ref ReadOnlySpan<char> rest, StringBuilder text)
    {
        if (rest.StartsWith("St", StringComparison.Ordinal))
        {
            rest = rest[2..];
            text.Append("std");
            if (rest.IsEmpty || !char.IsAsciiDigit(rest[0]))
                return true;
            text.Append("::");
        }
        int digits = 0, length = 0;
        while (digits < rest.Length && digits < 4 && char.IsAsciiDigit(rest[digits]))
            length = (10 * length) + (rest[digits++] - '0');
        if (digits == 0 || length == 0 || length > rest.Length - digits)
            return false;
        ReadOnlySpan<char> name = rest.Slice(digits, length);
        rest = rest[(digits + length)..];
        // GCC's name of a namespace that has none.
        if (name.StartsWith("_GLOBAL__N_", StringComparison.Ordinal))
            text.Append("(anonymous)");
        else
            text.Append(name);
        return true;
    }

    static bool Arguments(ref ReadOnlySpan<char> rest, StringBuilder text, int depth)
    {
        if (rest.IsEmpty || rest[0] != 'I')
            return true;
        rest = rest[1..];
        text.Append('<');
        for (bool first = true; !rest.IsEmpty && rest[0] != 'E'; first = false)
        {
            if (!first)
                text.Append(", ");
            if (!Type(ref rest, text, depth + 1))
                return false;
        }
        if (rest.IsEmpty)
            return false;
        rest = rest[1..];
        text.Append('>');
        return true;
    }

    static bool Type(ref ReadOnlySpan<char> rest, StringBuilder text, int depth)
    {
        if (rest.IsEmpty || depth > Deepest)
            return false;
        if (rest[0] is 'P' or 'R')
        {
            char sign = rest[0] == 'P' ? '*' : '&';
            rest = rest[1..];
            bool fits = Type(ref rest, text, depth + 1);
            text.Append(sign);
            return fits;
        }
        if (rest[0] == 'L')
            return Number(ref rest, text);
        if (BuiltIn(rest[0]) is { } type)
        {
            rest = rest[1..];
            text.Append(type);
            return true;
        }
        return Name(ref rest, text, depth + 1);
    }

    /// <summary>Lm256E: 256 of type unsigned long.</summary>
    static bool Number(ref ReadOnlySpan<char> rest, StringBuilder text)
    {
        int end = rest.IndexOf('E');
        if (end < 3 || BuiltIn(rest[1]) is null || rest[2..end].ContainsAnyExceptInRange('0', '9'))
            return false;
        text.Append(rest[2..end]);
        rest = rest[(end + 1)..];
        return true;
    }

    static string? BuiltIn(char code) => code switch
    {
        'v' => "void",
        'b' => "bool",
        'c' => "char",
        'a' => "signed char",
        'h' => "unsigned char",
        's' => "short",
        't' => "unsigned short",
        'i' => "int",
        'j' => "unsigned",
        'l' => "long",
        'm' => "unsigned long",
        'x' => "long long",
        'y' => "unsigned long long",
        'f' => "float",
        'd' => "double",
        _ => null,
    };
}
