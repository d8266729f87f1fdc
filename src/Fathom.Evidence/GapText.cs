namespace Fathom.Evidence;

/// <summary>One entry of the catalogue: the words of a gap or error, kept apart from the place it happened.</summary>
/// <param name="ExitCode">How the process ends when this stops the answer; 0 where it only leaves a hole in it.</param>
public sealed record GapText(string Id, string What, string So, string Try, int ExitCode = 0)
{
    /// <summary>The text at a place. {0} in a text is the first detail, {1} the second.</summary>
    public Gap At(string where, string? errno = null, params ReadOnlySpan<string> details) =>
        new(Id, Fill(What, details), where, errno, Fill(So, details), Fill(Try, details));

    static string Fill(string text, ReadOnlySpan<string> details)
    {
        for (int i = 0; i < details.Length; i++)
            text = text.Replace("{" + (char)('0' + i) + "}", details[i], StringComparison.Ordinal);
        return text;
    }
}
