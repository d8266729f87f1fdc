using System.Buffers;
using System.Globalization;
using System.Text;

namespace Fathom.Accounting.Names;

/// <summary>
/// Functions of Rust in the older of its two forms: a C++ name whose last part is a hash, with signs written as $LT$
/// (rustc_symbol_mangling, legacy.rs). The newer one is RustV0Name.
/// </summary>
static class RustName
{
    const int HashDigits = 16;

    static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    static readonly (string Code, string Sign)[] Signs =
        [("$SP$", "@"), ("$BP$", "*"), ("$RF$", "&"), ("$LT$", "<"), ("$GT$", ">"), ("$LP$", "("), ("$RP$", ")"), ("$C$", ","), ("..", "::")];

    /// <summary>Null for what is no such name.</summary>
    public static string? Of(string symbol)
    {
        int hash = symbol.Length - HashDigits - 1;
        if (!symbol.StartsWith("_ZN", StringComparison.Ordinal) || hash < 6 || symbol[^1] != 'E'
            || string.CompareOrdinal(symbol, hash - 3, "17h", 0, 3) != 0 || symbol.AsSpan(hash, HashDigits).ContainsAnyExcept(Hexadecimal))
            return null;
        StringBuilder name = new();
        int at = 3;
        while (at < hash - 3)
        {
            int length = 0;
            while (at < hash - 3 && char.IsAsciiDigit(symbol[at]) && length < 100_000)
                length = (length * 10) + (symbol[at++] - '0');
            if (length == 0 || length > hash - 3 - at)
                return null;
            name.Append(name.Length == 0 ? "" : "::").Append(Part(symbol.Substring(at, length)));
            at += length;
        }
        return name.Length == 0 ? null : name.ToString();
    }

    static string Part(string part)
    {
        // A part may not begin with a sign: an underscore stands before it.
        if (part.StartsWith("_$", StringComparison.Ordinal))
            part = part[1..];
        foreach ((string code, string sign) in Signs)
            part = part.Replace(code, sign, StringComparison.Ordinal);
        while (part.IndexOf("$u", StringComparison.Ordinal) is >= 0 and var start && part.IndexOf('$', start + 2) is > 0 and var end
            && int.TryParse(part.AsSpan(start + 2, end - start - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int letter) && letter is >= ' ' and < 127)
            part = part[..start] + (char)letter + part[(end + 1)..];
        return part;
    }
}
