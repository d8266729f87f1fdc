namespace Fathom.Evidence.Saved;

/// <summary>A part of a saved text that is of one form: an answer of jcmd in a mail, a table of pmap in a log.</summary>
/// <param name="File">The file's name as it was given; within a packed one with the name it has in there.</param>
/// <param name="FirstLine">Counted from 1; a piece of a file of the kernel's is all of it.</param>
/// <param name="Kind">The form that it was recognised as; null where it is of none that is known.</param>
public sealed record SavedPiece(string File, int FirstLine, int LastLine, string? Kind)
{
    /// <summary>Of which process it says to be; null where it does not.</summary>
    public int? Pid { get; init; }

    /// <summary>When it says to have been made, in a time zone that only its maker knows.</summary>
    public DateTime? SaidAt { get; init; }

    /// <summary>Lines that nobody read.</summary>
    public int Unread { get; init; }

    /// <summary>Left aside: it is of another process than the rest.</summary>
    public bool IsApart { get; init; }

    /// <summary>Addresses or a pid in it show that it is of the same process as the rest; without one of them it is only given with it.</summary>
    public bool IsSame { get; init; }

    /// <summary>The record that its parser made; null where none did.</summary>
    public object? Content { get; init; }

    /// <summary>A few words of a piece that is of no known form.</summary>
    public string? Begin { get; init; }
}
