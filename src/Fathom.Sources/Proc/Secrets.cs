using System.Text.RegularExpressions;

namespace Fathom.Sources.Proc;

/// <summary>
/// Masks what a command line should not have held. A rule of words, not proof: it errs towards masking, and the raw
/// line is shown only when asked for by a flag.
/// </summary>
static partial class Secrets
{
    const string Mask = "***";

    /// <summary>Masks in place of each argument; an option such as --password takes the next argument with it.</summary>
    public static string[] MaskArguments(IReadOnlyList<string> arguments)
    {
        string[] masked = new string[arguments.Count];
        bool nextIsSecret = false;
        for (int i = 0; i < masked.Length; i++)
        {
            string argument = arguments[i];
            masked[i] = nextIsSecret && !argument.StartsWith('-') ? Mask : MaskOne(argument);
            nextIsSecret = SecretOption().IsMatch(argument);
        }
        return masked;
    }

    static string MaskOne(string argument)
    {
        argument = WholeArgument().Replace(argument, "$1" + Mask);
        argument = Scheme().Replace(argument, "$1 " + Mask);
        argument = KeyAndValue().Replace(argument, "$1" + Mask);
        argument = OracleCredentials().Replace(argument, "$1" + Mask + "@");
        argument = UrlCredentials().Replace(argument, "$1" + Mask + "@");
        return Token().Replace(argument, Mask);
    }

    // Short words need an end, so that an author, a tokenizer and a bypass are no secrets. "auth" with a dot behind it
    // is a branch of settings (java.security.auth.login.config).
    const string Word = @"(?:pass(?:word|wd|phrase)|(?<!by|com|sur|tres)pass(?-i:(?![a-z]))|pwd|secret|credential|authorization"
        + @"|(?:api|access|account|private|shared|signing|encryption)[-_.]?key|tokens?(?-i:(?![a-z]))"
        + @"|(?-i:(?<![a-z])auth(?![a-z.])|Auth(?![a-z.])|AUTH(?![A-Z.])))";

    const RegexOptions Plain = RegexOptions.CultureInvariant;
    const RegexOptions AnyCase = RegexOptions.IgnoreCase | Plain;

    // Every repetition has a bound: a process may have written 256 KiB of "passpasspass" over its arguments.
    const string KeyRest = @"[\w.-]{0,64}\s{0,4}[=:]";

    // -Dpassword=…: all of the argument is the value, whatever is in it.
    [GeneratedRegex(@"^(-{0,2}[\w.-]{0,128}" + Word + KeyRest + ").+$", AnyCase | RegexOptions.Singleline)]
    private static partial Regex WholeArgument();

    // Within jdbc urls, query strings and lines that were joined, the value runs to a separator.
    [GeneratedRegex("(" + Word + KeyRest + @"\s{0,4})[^&;,\s]+", AnyCase)]
    private static partial Regex KeyAndValue();

    [GeneratedRegex(@"^-{1,2}[\w.-]{0,128}" + Word + "$", AnyCase)]
    private static partial Regex SecretOption();

    [GeneratedRegex(@"\b(bearer|basic)\s{1,4}[^\s'""]+", AnyCase)]
    private static partial Regex Scheme();

    // Up to the last @: a password may hold one.
    [GeneratedRegex(@"(://)[^/\s]{1,512}@", Plain)]
    private static partial Regex UrlCredentials();

    // jdbc:oracle:thin:user/password@host
    [GeneratedRegex(@"(jdbc:oracle:\w{1,8}:)[^@\s]{1,256}@", AnyCase)]
    private static partial Regex OracleCredentials();

    // Tokens that carry their maker's mark: JWT, AWS, GitHub, GitLab, Slack.
    [GeneratedRegex(@"(?<![\w-])(?:eyJ[\w-]{10,}\.[\w-]+(?:\.[\w-]*)?|A[KS]IA[0-9A-Z]{12,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|xox[abeprs]-[\w-]{10,})", Plain)]
    private static partial Regex Token();
}
