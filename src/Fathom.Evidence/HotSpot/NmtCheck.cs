namespace Fathom.Evidence.HotSpot;

/// <summary>One sum of a report beside the total that it should give.</summary>
/// <param name="Tolerance">
/// What rounding may take: half a unit for each printed figure, and a whole one for each category that was left out as
/// too small. Zero in a report that is exact.
/// </param>
public sealed record NmtCheck(string Name, Bytes Parts, Bytes Total, Bytes Tolerance)
{
    public bool Balances => Math.Abs(Parts.Value - Total.Value) <= Tolerance.Value;

    /// <summary>28 tags in JDK 25: so many categories at most can have been left out as too small.</summary>
    const int Tags = 28;

    internal static IReadOnlyList<NmtCheck> Of(NmtReport report)
    {
        if (report.Categories.Count == 0 || report.Kind == NmtKind.Statistics)
            return [];
        List<NmtCheck> checks =
        [
            Check(report, "reserved", c => c.Reserved.Size, report.Reserved.Size),
            Check(report, "committed", c => c.Committed.Size, report.Committed.Size),
        ];
        if (report.Malloc is { } malloc)
            AddMalloc(report, malloc, checks);
        if (report.Mmap is { } mmap)
        {
            checks.Add(Check(report, "mmap reserved",
                c => Sum(c.Mmap?.Reserved.Size, c.Stacks?.Reserved.Size), mmap.Reserved.Size));
            checks.Add(Check(report, "mmap committed",
                c => Sum(c.Mmap?.Committed.Size, c.Stacks?.Committed.Size), mmap.Committed.Size));
        }
        return checks;
    }

    // arena= bytes have been taken out of the Arena Chunk row by the JVM (memReporter.cpp), so both are added.
    static void AddMalloc(NmtReport report, NmtBlocks malloc, List<NmtCheck> checks)
    {
        checks.Add(Check(report, "malloc",
            c => Sum(Sum(c.Malloc?.Size.Size, c.Arena?.Size.Size), c.Overhead?.Size), malloc.Size.Size));
    }

    static NmtCheck Check(NmtReport report, string name, Func<NmtCategory, Bytes> part, Bytes total)
    {
        Bytes sum = Bytes.Zero;
        foreach (NmtCategory category in report.Categories)
            sum = Saturating(sum, part(category));
        long unit = report.Scale.Value;
        int left = Math.Max(0, Tags - report.Categories.Count);
        return new(name, sum, total, unit <= 1 ? Bytes.Zero : new((report.Categories.Count * 2 + left + 1) * unit));
    }

    static Bytes Sum(Bytes? a, Bytes? b) => Saturating(a ?? Bytes.Zero, b ?? Bytes.Zero);

    // Figures of a file can be anything below 2^63: their sum is then wrong and does not balance, but is no failure.
    static Bytes Saturating(Bytes a, Bytes b) => new(long.CreateSaturating((Int128)a.Value + b.Value));
}

/// <summary>The malloc blocks of all tags beside the report's own count of them.</summary>
public sealed record NmtCountCheck(long Parts, long Total)
{
    public bool Balances => Parts == Total;

    /// <summary>Null where the report prints no total, or may have left small tags out.</summary>
    internal static NmtCountCheck? Of(NmtReport report)
    {
        if (report.Malloc?.Count is not { } total || report.Scale.Value > 1 || report.Categories.Count == 0)
            return null;
        Int128 sum = 0;
        foreach (NmtCategory category in report.Categories)
            sum += category.Malloc?.Count ?? 0;
        return new(long.CreateSaturating(sum), total);
    }
}
