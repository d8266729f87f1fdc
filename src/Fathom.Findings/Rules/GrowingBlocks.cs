using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Growth;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Live blocks of one size become more and more: a leak that is too slow to show in RSS.</summary>
sealed class GrowingBlocks : Rule
{
    // A JVM that has just started fills its tables and its code cache.
    static readonly TimeSpan WarmUp = TimeSpan.FromMinutes(2);

    // Slower than this a container of 512 MiB takes a month.
    const double LeastPerDay = 16 << 20;

    public override string Id => "FTH092";

    public override ConfirmingTest Test => ConfirmingTest.Growth;

    public override Finding? Judge(Case seen)
    {
        if (seen.Growth is not { } growth || growth.Lines.FirstOrDefault(IsLeak) is not { } line)
            return null;
        Rows rows = new(seen.Rows(row => row.SizeClasses is [var size] && size.Value.ToString(CultureInfo.InvariantCulture) == line.Of.Name));
        bool young = seen.Snapshot.Target.Uptime is { } up && up < WarmUp;
        return new Finding
        {
            Rule = Id,
            Severity = young ? Severity.Info : Fault(seen, rows.Resident),
            Confidence = young ? Confidence.Possible : Confidence.Likely,
            Title = $"live blocks of {line.Of.Name} B{Owner(rows)} grow by {Growing.Rate(line.Line.Slope)}",
            Shares = rows.Shares,
            Evidence =
            [
                Growing.Say(line, growth), .. rows.Said(), .. Forecast(seen, growth, line),
                .. young ? (string[])["the process has just started: look again when it is warm"] : [],
            ],
        };
    }

    static bool IsLeak(GrowthLine line) => line.Of.Kind == GrowthKind.SizeClass && line.Grows && line.Line.Slope * 86_400 >= LeastPerDay;

    static string Owner(Rows rows) => rows.First?.Owner is { } owner ? $" ({owner})" : "";

    /// <summary>Only from a slope that is one.</summary>
    static IEnumerable<string> Forecast(Case seen, Growth growth, GrowthLine blocks)
    {
        if (seen.Snapshot.Cgroup?.Headroom is not { } room)
            yield break;
        GrowthLine fastest = growth.Line(GrowthKind.Container) is { Grows: true } container ? container : blocks;
        if (room.Value / fastest.Line.Slope is > 0 and < 1e8 and var seconds)
            yield return $"at this rate the container is full in {SizeText.Of(TimeSpan.FromSeconds(seconds))}";
    }
}
