using Fathom.Evidence.HotSpot;

namespace Fathom.Evidence.Saved;

/// <summary>Samples of jstat, any option: its header names the columns.</summary>
public sealed record JstatReport
{
    public IReadOnlyList<string> Columns { get; init; } = [];

    public IReadOnlyList<JstatSample> Samples { get; init; } = [];

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];

    /// <summary>Null where there is no such column, or jstat printed "-".</summary>
    public double? Value(JstatSample sample, string column)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i] == column)
                return i < sample.Values.Count ? sample.Values[i] : null;
        }
        return null;
    }

    /// <summary>A column that counts KB, as all of -gc and -gccapacity do but counts and times.</summary>
    public Bytes? Size(JstatSample sample, string column) =>
        Value(sample, column) is { } kib and < (1L << 50) ? new Bytes((long)(kib * 1024)) : null;
}

/// <param name="Cause">Of -gccause: the last and the present one as they stand; null for the other options.</param>
public sealed record JstatSample(IReadOnlyList<double?> Values, string? Cause);
