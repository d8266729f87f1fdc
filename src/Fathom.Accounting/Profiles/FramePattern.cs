namespace Fathom.Accounting.Profiles;

/// <summary>
/// Which frames are meant: a part of a name, with * for any characters, ^ and $ for its ends, | between alternatives. No
/// regular expression: names of C++ are full of what those take for signs.
/// </summary>
public sealed class FramePattern
{
    readonly string[] _alternatives;

    FramePattern(string[] alternatives) => _alternatives = alternatives;

    /// <summary>Null for what fits nothing, or everything.</summary>
    public static FramePattern? Of(string text)
    {
        string[] alternatives = text.Split('|', StringSplitOptions.RemoveEmptyEntries);
        return alternatives.Length == 0 || Array.Exists(alternatives, one => one.AsSpan().Trim("^$*").IsEmpty) ? null : new FramePattern(alternatives);
    }

    public bool Fits(string name)
    {
        if (name.Length == 0)
            return false;
        foreach (string one in _alternatives)
        {
            if (Fits(one, name))
                return true;
        }
        return false;
    }

    /// <summary>Piece by piece, each at the first place behind the one before: between stars no later place is better.</summary>
    static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        bool fromStart = pattern.StartsWith("^", StringComparison.Ordinal), toEnd = pattern.EndsWith("$", StringComparison.Ordinal);
        pattern = pattern[(fromStart ? 1 : 0)..(toEnd ? pattern.Length - 1 : pattern.Length)];
        bool isFirst = true;
        while (true)
        {
            int star = pattern.IndexOf('*');
            bool isLast = star < 0;
            ReadOnlySpan<char> piece = isLast ? pattern : pattern[..star];
            if (isLast && toEnd)
                return name.EndsWith(piece, StringComparison.Ordinal) && (!isFirst || !fromStart || name.Length == piece.Length);
            int at = name.IndexOf(piece, StringComparison.Ordinal);
            if (at < 0 || (isFirst && fromStart && at > 0))
                return false;
            if (isLast)
                return true;
            name = name[(at + piece.Length)..];
            pattern = pattern[(star + 1)..];
            isFirst = false;
        }
    }
}
