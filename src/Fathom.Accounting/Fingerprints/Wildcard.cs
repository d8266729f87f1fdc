namespace Fathom.Accounting.Fingerprints;

/// <summary>Patterns with * for any characters, and | between alternatives.</summary>
static class Wildcard
{
    public static bool Fits(string pattern, string text)
    {
        foreach (string one in pattern.Split('|'))
        {
            if (One(one, text))
                return true;
        }
        return false;
    }

    /// <summary>In time of pattern × text: after a mismatch only the last star is tried again.</summary>
    static bool One(string pattern, string text)
    {
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
                (star, mark) = (p++, t);
            else if (p < pattern.Length && pattern[p] == text[t])
                (p, t) = (p + 1, t + 1);
            else if (star >= 0)
                (p, t) = (star + 1, ++mark);
            else
                return false;
        }
        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length;
    }
}
