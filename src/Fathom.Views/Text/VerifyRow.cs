namespace Fathom.Views.Text;

/// <summary>One look of `lab verify` and what came of it; or a run without one, and why.</summary>
public sealed record VerifyRow
{
    public required string Java { get; init; }

    public required string Scenario { get; init; }

    public required string Variant { get; init; }

    /// <summary>Empty where the run was not judged.</summary>
    public required string Phase { get; init; }

    /// <summary>Rules, any of which is right; empty where nothing may be blamed.</summary>
    public required string Expected { get; init; }

    public required string Said { get; init; }

    public required string Outcome { get; init; }

    public required bool IsCertainlyWrong { get; init; }

    public required string Why { get; init; }

    public required double Seconds { get; init; }
}

/// <summary>A row of the confusion matrix.</summary>
public sealed record MatrixRow(string Kind, int Right, int WrongBlame, int Missed, int CannotTell);

/// <summary>The matrix and what follows from it.</summary>
/// <param name="RightShare">Of the faults; null where none was shown.</param>
public sealed record MatrixSums(IReadOnlyList<MatrixRow> Rows, double? RightShare, int CertainlyWrong, bool Passes);
