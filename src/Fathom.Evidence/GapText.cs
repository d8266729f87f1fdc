using System.Text;

namespace Fathom.Evidence;

/// <summary>One entry of the catalogue: the words of a gap or error, kept apart from the place it happened.</summary>
/// <param name="ExitCode">How the process ends when this stops the answer; 0 where it only leaves a hole in it.</param>
public sealed record GapText(string Id, string What, string So, string Try, int ExitCode = 0)
{
    /// <summary>The text at a place. {0} in a text is the first detail, {1} the second.</summary>
    public Gap At(string where, string? errno = null, params ReadOnlySpan<string> details) =>
        new(Id, Fill(What, details), where, errno, Fill(So, details), Fill(Try, details));

    /// <summary>In one pass: a detail is somebody else's text and may itself look like a place.</summary>
    static string Fill(string text, ReadOnlySpan<string> details)
    {
        StringBuilder filled = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isPlace = i + 2 < text.Length && text[i] == '{' && char.IsAsciiDigit(text[i + 1]) && text[i + 2] == '}';
            if (!isPlace || text[i + 1] - '0' >= details.Length)
            {
                filled.Append(text[i]);
                continue;
            }
            filled.Append(details[text[i + 1] - '0']);
            i += 2;
        }
        return filled.ToString();
    }
}
