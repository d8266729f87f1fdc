namespace Fathom.Findings;

/// <summary>What accounts and terms mean (docs/words.md), and causes that have no rule.</summary>
public static class Words
{
    const string Heading = "## ";

    /// <summary>In the order of the page.</summary>
    public static IReadOnlyList<(string Word, string Text)> All => field ??= Read();

    /// <summary>The paragraph of a term, or of the longest account that an account lies on; null where there is none.</summary>
    public static (string Word, string Text)? Of(string word)
    {
        (string Word, string Text)? best = null;
        foreach ((string name, string text) in All)
        {
            bool fits = name.Equals(word, StringComparison.OrdinalIgnoreCase) || word.StartsWith(name + "/", StringComparison.OrdinalIgnoreCase);
            if (fits && name.Length > (best?.Word.Length ?? -1))
                best = (name, text);
        }
        return best;
    }

    static List<(string, string)> Read()
    {
        using Stream stream = typeof(Words).Assembly.GetManifestResourceStream("words.md") ?? throw new InvalidOperationException("not embedded: words.md");
        using StreamReader reader = new(stream);
        List<(string, string)> all = [];
        (string? word, List<string> lines) = (null, []);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                Add();
                (word, lines) = (line.StartsWith(Heading, StringComparison.Ordinal) ? line[Heading.Length..] : null, []);
            }
            else
                lines.Add(line);
        }
        Add();
        return all;

        void Add()
        {
            if (word is not null)
                all.Add((word, string.Join('\n', lines).Trim()));
        }
    }
}
