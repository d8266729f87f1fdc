using System.Globalization;
using System.Text;

namespace Fathom.Accounting.Names;

/// <summary>Values among arguments: what is no literal stands in braces there.</summary>
sealed partial class RustV0Name
{
    const int LongestLiteral = 1024;

    bool Constant(bool isValue) => Deeper(() => OneConstant(isValue));

    bool OneConstant(bool isValue)
    {
        char type = Next();
        switch (type)
        {
            case 'p': return Tell("_");
            case 'B': return Again(() => Constant(isValue));
            case 'b': return Digits() is { Length: 1 } truth && truth[0] is '0' or '1' && Tell(truth is "1" ? "true" : "false");
            case 'c': return Character();
            case 'h' or 't' or 'm' or 'y' or 'o' or 'j': return Integer();
            case 'a' or 's' or 'l' or 'x' or 'n' or 'i': return (!Take('n') || Tell("-")) && Integer();
            case 'R' when Take('e'): return Literal();
            default: return Tell(isValue ? "" : "{") && Composed(type) && Tell(isValue ? "" : "}");
        }
    }

    bool Composed(char type)
    {
        switch (type)
        {
            case 'e': return Tell("*") && Literal();
            case 'R': return Tell("&") && Value();
            case 'Q': return Tell("&mut ") && Value();
            case 'A': return Tell("[") && Listed(Value, ", ", out _) && Tell("]");
            case 'T': return Tell("(") && Listed(Value, ", ", out int count) && Tell(count == 1 ? ",)" : ")");
            case 'V': return Path(isValue: true) && Fields();
            default: return false;
        }
    }

    bool Value() => Constant(isValue: true);

    bool Fields() => Next() switch
    {
        'U' => true,
        'T' => Tell("(") && Listed(Value, ", ", out _) && Tell(")"),
        'S' => Tell(" { ") && Listed(Field, ", ", out _) && Tell(" }"),
        _ => false,
    };

    bool Field() => Number('s', out _) && Identifier() is { } name && Tell(name) && Tell(": ") && Value();

    /// <summary>Hexadecimal, without leading zeros, up to "_".</summary>
    string? Digits()
    {
        int start = _at;
        while (char.IsAsciiHexDigitLower(Peek))
            _at++;
        string digits = _text[start.._at];
        return Take('_') && digits.Length > 0 ? digits : null;
    }

    bool Integer()
    {
        if (Digits() is not { } digits)
            return false;
        string bare = digits.TrimStart('0');
        // Beyond 64 bits the compiler's own reader stays hexadecimal, too.
        return bare.Length > 16 ? Tell("0x") && Tell(bare)
            : Tell(bare.Length == 0 ? "0" : ulong.Parse(bare, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
    }

    bool Character() =>
        Digits() is { Length: <= 6 } digits && int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) is var code && Rune.IsValid(code)
        && Tell("'") && Tell(Escaped(new Rune(code), '\'')) && Tell("'");

    /// <summary>The bytes of its UTF-8.</summary>
    bool Literal()
    {
        int start = _at;
        while (char.IsAsciiHexDigitLower(Peek))
            _at++;
        int length = _at - start;
        if (!Take('_') || length % 2 != 0 || length > LongestLiteral * 2)
            return false;
        ReadOnlySpan<byte> bytes = Convert.FromHexString(_text.AsSpan(start, length));
        StringBuilder text = new();
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune letter, out int used) != System.Buffers.OperationStatus.Done)
                return false;
            text.Append(Escaped(letter, '"'));
            bytes = bytes[used..];
        }
        return Tell($"\"{text}\"");
    }

    static string Escaped(Rune letter, char quote) => letter.Value switch
    {
        '\t' => "\\t",
        '\n' => "\\n",
        '\r' => "\\r",
        '\0' => "\\0",
        '\\' => "\\\\",
        _ when letter.Value == quote => $"\\{quote}",
        _ when IsShown(Rune.GetUnicodeCategory(letter)) => letter.ToString(),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{{{letter.Value:x}}}"),
    };

    static bool IsShown(UnicodeCategory category) => category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);
}
