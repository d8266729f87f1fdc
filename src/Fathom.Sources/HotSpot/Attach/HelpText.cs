namespace Fathom.Sources.HotSpot.Attach;

/// <summary>What `help` and `help COMMAND` answer (diagnosticCommand.cpp, HelpDCmd).</summary>
public static class HelpText
{
    /// <summary>One name a line, between a heading and a trailer that both have blanks in them.</summary>
    public static HashSet<string> Commands(string text)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
        {
            string name = line.TrimEnd('\r');
            if (name.Length is > 0 and <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_'))
                names.Add(name);
        }
        return names;
    }

    /// <summary>"Impact: Low: …" is Low; null where the JVM does not know the command or does not say.</summary>
    public static string? Impact(string text)
    {
        const string Key = "Impact:";
        foreach (string line in text.Split('\n'))
            if (line.StartsWith(Key, StringComparison.Ordinal))
                return line[Key.Length..].Trim().Split(' ', ':')[0];
        return null;
    }
}
