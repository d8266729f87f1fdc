namespace Fathom.Evidence.Tracing;

/// <summary>An answer of `fathom trace` that somebody kept.</summary>
/// <param name="Group">What its rows are, as --by calls it.</param>
/// <param name="Window">In which what it shows was made.</param>
/// <param name="OlderThan">What lived counted only if it had lived so long.</param>
public sealed record EarlierTrace(string Place, string Group, TimeSpan Window, TimeSpan OlderThan)
{
    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>Only stacks that fit this were shown; null for all.</summary>
    public string? Only { get; init; }

    public IReadOnlyList<EarlierTraceRow> Rows { get; init; } = [];
}

/// <param name="Deviation">Of the bytes, from the sampling.</param>
public sealed record EarlierTraceRow(string Native, string? Java, double Bytes, double Deviation);
