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
        argument = KeyAndValue().Replace(argument, "$1" + Mask);
        argument = UrlCredentials().Replace(argument, "$1" + Mask + "@");
        return Token().Replace(argument, Mask);
    }

    const string Word = "pass(?:word|wd|phrase)?|pwd|secret|token|credential|api[-_.]?key|access[-_.]?key|private[-_.]?key|auth(?:orization)?";

    // The value runs to the end of the argument, or to a separator as in jdbc and query strings. A path behind
    // such a key (trustStorePassword aside) is a file's name and as good as masked: harmless.
    [GeneratedRegex("((?:" + Word + @")[\w.-]*\s*[=:]\s*)[^&;,\s]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex KeyAndValue();

    [GeneratedRegex("^-{1,2}[\\w.-]*(?:" + Word + ")$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretOption();

    [GeneratedRegex("(://)[^/@\\s]+@", RegexOptions.CultureInvariant)]
    private static partial Regex UrlCredentials();

    // Tokens that carry their maker's mark: JWT, AWS, GitHub, Slack.
    [GeneratedRegex(@"eyJ[\w-]{10,}\.[\w-]+\.?[\w-]*|AKIA[0-9A-Z]{12,}|gh[pousr]_\w{20,}|xox[abpr]-[\w-]{10,}", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
