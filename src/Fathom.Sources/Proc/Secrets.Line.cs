using System.Text.RegularExpressions;

namespace Fathom.Sources.Proc;

/// <summary>Lines of texts that people save: command lines in them, environments, settings, descriptions of pods.</summary>
static partial class Secrets
{
    static readonly char[] BetweenWords = [' ', '\0', '\t', '\r', '\n'];

    /// <param name="before">The line before it: "name: DB_PASSWORD" makes the value below it a secret.</param>
    public static string MaskLine(string line, string before)
    {
        string ending = line[line.AsSpan().TrimEnd("\r\n").Length..];
        line = line[..^ending.Length];
        line = Scheme().Replace(line, "$1 " + Mask);
        line = Words(line, before);
        line = QuotedValue().Replace(line, "$1" + Mask + "$2");
        line = XmlValue().Replace(line, "$1" + Mask);
        line = Cookie().Replace(line, "$1" + Mask);
        line = SettingToEnd().Replace(line, "$1" + Mask);
        return (NameOfSecret().IsMatch(before) ? ValueBelow().Replace(line, "$1" + Mask + "$2") : line) + ending;
    }

    /// <summary>Each word as an argument, and what stands between them as it is.</summary>
    static string Words(string line, string before)
    {
        List<string> words = [before.Split(BetweenWords, StringSplitOptions.RemoveEmptyEntries) is [.., var last] ? last : ""];
        List<int> starts = [];
        for (int at = 0; at < line.Length;)
        {
            int end = line.IndexOfAny(BetweenWords, at);
            end = end < 0 ? line.Length : end;
            if (end > at)
            {
                words.Add(line[at..end]);
                starts.Add(at);
            }
            at = end + 1;
        }
        string[] masked = MaskArguments(words);
        for (int i = starts.Count - 1; i >= 0; i--)
        {
            if (masked[i + 1] != words[i + 1])
                line = string.Concat(line.AsSpan(0, starts[i]), masked[i + 1], line.AsSpan(starts[i] + words[i + 1].Length));
        }
        return line;
    }

    // DB_PASSWORD:      …, as kubectl describe and YAML write it. A number is a figure of a table.
    [GeneratedRegex(@"^([\s-]{0,256}[\w.-]{0,128}" + Word + @"[\w.-]{0,64}\s{0,64}[:=]\s{1,64})(?!\d+\s*$)\S[^\r\n]*", AnyCase)]
    private static partial Regex SettingToEnd();

    [GeneratedRegex(@"\bname""?\s{0,4}[:=]\s{0,4}[""']?[\w.-]{0,128}" + Word + @"[\w.-]{0,64}[""']?,?\s*$", AnyCase)]
    private static partial Regex NameOfSecret();

    [GeneratedRegex(@"^(\s{0,256}[""']?value[""']?\s{0,4}[:=]\s{0,4}[""']?)[^""'\r\n]{1,4096}([""']?,?)", AnyCase)]
    private static partial Regex ValueBelow();
}
