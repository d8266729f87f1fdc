using System.Globalization;

namespace Fathom.Accounting.Names;

/// <summary>Paths: crates, modules, functions, impls and their arguments.</summary>
sealed partial class RustV0Name
{
    /// <param name="isValue">Arguments of what is called stand behind "::", those of a type do not.</param>
    bool Path(bool isValue) => Deeper(() => OnePath(isValue));

    bool OnePath(bool isValue)
    {
        char tag = Next();
        switch (tag)
        {
            case 'C': return Number('s', out _) && Identifier() is { } crate && Tell(crate);
            case 'N': return Nested(isValue);
            case 'M': return Number('s', out _) && Silently(isValue: false) && Tell("<") && Type() && Tell(">");
            case 'X': return Number('s', out _) && Silently(isValue: false) && OfTrait();
            case 'Y': return OfTrait();
            case 'I': return Path(isValue) && Tell(isValue ? "::<" : "<") && Listed(Argument, ", ", out _) && Tell(">");
            case 'B': return Again(() => Path(isValue));
            default: return false;
        }
    }

    bool OfTrait() => Tell("<") && Type() && Tell(" as ") && Path(isValue: false) && Tell(">");

    bool Nested(bool isValue)
    {
        char space = Next();
        if (!char.IsAsciiLetter(space) || !Path(isValue) || !Number('s', out ulong number) || Identifier() is not { } name)
            return false;
        if (char.IsAsciiLetterLower(space))
            return name.Length == 0 || (Tell("::") && Tell(name));
        string kind = space switch { 'C' => "closure", 'S' => "shim", _ => space.ToString() };
        return Tell(name.Length == 0 ? string.Create(CultureInfo.InvariantCulture, $"::{{{kind}#{number}}}") : string.Create(CultureInfo.InvariantCulture, $"::{{{kind}:{name}#{number}}}"));
    }

    bool Argument()
    {
        if (Take('L'))
            return Number(out ulong lifetime) && Lifetime(lifetime);
        return Take('K') ? Constant(isValue: false) : Type();
    }

    /// <summary>Its length in bytes, then itself; "u" in front says that it is punycode, with "_" where that has "-".</summary>
    string? Identifier()
    {
        bool isEncoded = Take('u');
        if (!char.IsAsciiDigit(Peek))
            return null;
        int length = 0;
        if (!Take('0'))
        {
            while (char.IsAsciiDigit(Peek) && length <= LongestSymbol)
                length = (length * 10) + (Next() - '0');
        }
        Take('_');
        if (length > _text.Length - _at)
            return null;
        ReadOnlySpan<char> name = _text.AsSpan(_at, length);
        _at += length;
        if (!isEncoded)
            return name.ToString();
        int plain = Math.Max(name.LastIndexOf('_'), 0);
        ReadOnlySpan<char> deltas = plain > 0 || name.StartsWith('_') ? name[(plain + 1)..] : name;
        return deltas.IsEmpty ? null : Punycode.Decoded(name[..plain], deltas);
    }
}
