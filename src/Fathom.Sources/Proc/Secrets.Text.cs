using System.Text.RegularExpressions;

namespace Fathom.Sources.Proc;

/// <summary>Texts out of memory: what a command line may hold, and what only data do.</summary>
static partial class Secrets
{
    /// <summary>The text with what is secret in it replaced; the same text where nothing is.</summary>
    public static string MaskText(string text)
    {
        text = PrivateKey().Replace(text, "$1" + Mask);
        text = QuotedValue().Replace(text, "$1" + Mask + "$2");
        text = XmlValue().Replace(text, "$1" + Mask);
        text = Cookie().Replace(text, "$1" + Mask);
        text = Scheme().Replace(text, "$1 " + Mask);
        text = KeyAndValue().Replace(text, "$1" + Mask);
        text = OracleCredentials().Replace(text, "$1" + Mask + "@");
        text = UrlCredentials().Replace(text, "$1" + Mask + "@");
        text = Token().Replace(text, Mask);
        text = MoreTokens().Replace(text, Mask);
        text = Mail().Replace(text, Mask + "@" + Mask);
        return Card().Replace(text, static match => IsCard(match.ValueSpan) ? Mask : match.Value);
    }

    /// <summary>13 to 19 digits whose sum of ISO/IEC 7812-1 (Luhn) is right: one number in ten that is no card is, too.</summary>
    static bool IsCard(ReadOnlySpan<char> text)
    {
        int sum = 0, digits = 0;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i]))
                continue;
            int digit = text[i] - '0';
            if (digits++ % 2 == 1)
                digit = digit > 4 ? (2 * digit) - 9 : 2 * digit;
            sum += digit;
        }
        return digits is >= 13 and <= 19 && sum % 10 == 0 && sum > 0;
    }

    // To the end: what follows a key's beginning in one text is the key.
    [GeneratedRegex("(-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY(?: BLOCK)?-----).+$", Plain | RegexOptions.Singleline)]
    private static partial Regex PrivateKey();

    // "password": "…", 'secret'=>'…'; the key's own quotes may be escaped.
    [GeneratedRegex("(" + Word + @"[\w.-]{0,64}\\?[""']\s{0,4}(?:=>|[:=])\s{0,4}\\?[""'])(?:[^""'\\]|\\.){1,4096}(\\?[""']|$|\\)", AnyCase)]
    private static partial Regex QuotedValue();

    // <password>…</password>
    [GeneratedRegex("(<[^<>]{0,64}" + Word + @"[\w.-]{0,64}(?:\s[^<>]{0,256})?>)[^<]{1,4096}", AnyCase)]
    private static partial Regex XmlValue();

    [GeneratedRegex(@"((?:set-)?cookie2?\s{0,4}:\s{0,4}).{1,8192}$", AnyCase | RegexOptions.Singleline)]
    private static partial Regex Cookie();

    [GeneratedRegex(@"(?<![\w.+%-])[\w.+%-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}", Plain)]
    private static partial Regex Mail();

    [GeneratedRegex(@"(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d])", Plain)]
    private static partial Regex Card();

    // Stripe, Google, npm, SendGrid, Slack's hooks, PyPI, Hugging Face, DigitalOcean, Databricks, age.
    [GeneratedRegex(@"(?<![\w-])(?:[sr]k_(?:live|test)_\w{16,}|AIza[\w-]{30,}|npm_\w{30,}|SG\.[\w-]{16,}\.[\w-]{16,}|T[0-9A-Z]{8,}/B[0-9A-Z]{8,}/\w{20,}"
        + @"|pypi-[\w-]{20,}|hf_\w{20,}|do[opr]_v1_\w{20,}|dapi[0-9a-f]{24,}|AGE-SECRET-KEY-1\w{20,}|ya29\.[\w-]{20,})", Plain)]
    private static partial Regex MoreTokens();
}
