using System.Globalization;
using System.Text.RegularExpressions;
using Fathom.Evidence;

namespace Fathom.Findings;

/// <summary>The page of a rule (docs/rules/FTH012.md), which says what a finding of it need not: test, price, remedies.</summary>
public sealed partial record RulePage(string Rule, string Title, string Text)
{
    public const string ConfirmSection = "Confirm";
    public const string RemediesSection = "Remedies";

    /// <summary>Null where there is no such rule.</summary>
    public static RulePage? Of(string rule)
    {
        if (!IsId(rule))
            return null;
        using Stream? stream = typeof(RulePage).Assembly.GetManifestResourceStream(rule + ".md");
        if (stream is null)
            return null;
        using StreamReader reader = new(stream);
        string text = reader.ReadToEnd();
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        string head = end < 0 ? text : text[..end];
        int colon = head.IndexOf(':', StringComparison.Ordinal);
        return new RulePage(rule, head[(colon + 1)..].Trim(), text);
    }

    /// <summary>The command that would confirm it, with its price; TARGET stands for the process.</summary>
    public string? Confirm => Items(ConfirmSection).FirstOrDefault();

    /// <summary>What to change, best first.</summary>
    public IReadOnlyList<string> Remedies => [.. Items(RemediesSection)];

    /// <summary>Pages are in Markdown and of any process; an answer is plain and of one.</summary>
    public static string For(string target, string text) =>
        text.Replace("TARGET", target, StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal);

    /// <summary>Of saved texts the target is a file: what is to be done to the process itself names that, by its pid where it is known.</summary>
    public static string For(string target, string text, Snapshot snapshot)
    {
        if (snapshot.Saved is null)
            return For(target, text);
        string ofProcess = text.Replace("fathom confirm TARGET", "fathom confirm PID", StringComparison.Ordinal);
        return For(target, snapshot.Status.Pid is { } pid ? Pid().Replace(ofProcess, pid.ToString(CultureInfo.InvariantCulture)) : ofProcess);
    }

    [GeneratedRegex(@"\bPID\b")]
    private static partial Regex Pid();

    /// <summary>The points of a section's list, each in one line.</summary>
    IEnumerable<string> Items(string section)
    {
        string? item = null;
        bool inside = false;
        foreach (string line in Text.Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                inside = line[3..].Trim() == section;
            else if (inside && line.StartsWith("- ", StringComparison.Ordinal))
            {
                if (item is not null)
                    yield return item;
                item = line[2..].Trim();
                continue;
            }
            else if (inside && item is not null && line.StartsWith("  ", StringComparison.Ordinal))
            {
                item += " " + line.Trim();
                continue;
            }
            if (item is not null)
                yield return item;
            item = null;
        }
        if (item is not null)
            yield return item;
    }

    static bool IsId(string rule) => rule.Length == 6 && rule.StartsWith("FTH", StringComparison.Ordinal) && rule[3..].All(char.IsAsciiDigit);
}
