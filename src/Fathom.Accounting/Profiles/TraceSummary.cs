using Fathom.Evidence.Profiles;

namespace Fathom.Accounting.Profiles;

/// <summary>A row of a trace: by stack the two frames that matter, who called malloc and on whose behalf; else one name.</summary>
/// <param name="Native">Function and library that called malloc; in other groups the name of the row.</param>
/// <param name="Java">The innermost method that is not the JDK's, with its line or that of who called it; null where there is none, and in other groups.</param>
/// <param name="Thread">Null where several threads share it.</param>
/// <param name="Share">Of all bytes that live.</param>
public sealed record TraceSummary(string Native, string? Java, string? Thread, double Bytes, double Share)
{
    /// <summary>Since the trace began, freed again or not; null by thread.</summary>
    public double? Made { get; init; }

    /// <summary>More bytes that live than at the window's beginning; null where nothing was remembered.</summary>
    public double? Grew { get; init; }

    /// <summary>Made within the window; null where it is not known.</summary>
    public double? MadeOfLate { get; init; }

    /// <summary>Of the bytes that live, from the sampling; 95 of 100 truths lie within two of them.</summary>
    public double Deviation { get; init; }

    /// <summary>What lives by stack, the largest first; none where nothing lives.</summary>
    public static IReadOnlyList<TraceSummary> Of(AllocationProfile profile, FramePattern? only) =>
        Sorted(TraceRows.Of(profile, null, only, TraceGroup.Stack), TraceSort.Live);

    /// <summary>Those that live, and those that have what is asked for.</summary>
    public static IReadOnlyList<TraceSummary> Sorted(IReadOnlyList<TraceSummary> rows, TraceSort sort) =>
        [.. from row in rows
            let value = row.By(sort)
            where row.Bytes > 0 || (sort == TraceSort.Growth ? value != 0 : value > 0)
            orderby value descending, row.Bytes descending, row.Native, row.Java
            select row];

    double By(TraceSort sort) => sort switch { TraceSort.Growth => Grew ?? 0, TraceSort.Rate => MadeOfLate ?? Made ?? Bytes, _ => Bytes };
}
