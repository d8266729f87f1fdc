namespace Fathom.Sources.Files;

/// <summary>A stretch of lines of one form. Prompts, file names and pids that stand above it are its lines, but not its text.</summary>
/// <param name="Format">Null where the lines are of no known form.</param>
/// <param name="FirstLine">Counted from 1.</param>
/// <param name="TextLine">The line with which its text begins.</param>
readonly record struct TextPiece(SavedFormat? Format, int FirstLine, int TextLine, int LastLine, int Start, int End)
{
    /// <summary>By the prompt, by jcmd's own first line; null where nothing says it.</summary>
    public int? Pid { get; init; }

    public DateTime? SaidAt { get; init; }

    /// <summary>The command whose answer it is; null where none stands above it.</summary>
    public string? Command { get; init; }

    /// <summary>The name of a file that stands above it; null where none does.</summary>
    public string? Name { get; init; }
}
