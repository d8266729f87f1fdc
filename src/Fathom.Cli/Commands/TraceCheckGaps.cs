using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;

namespace Fathom.Cli.Commands;

/// <summary>What a trace missed by what it was held against, and by what it was asked for.</summary>
static class TraceCheckGaps
{
    /// <summary>Below this a blind spot is the likely answer, and not an error of the walk.</summary>
    const double Little = 0.7;

    public static IEnumerable<Gap> Of(TraceCoverage? coverage, TraceSizes? sizes, int pid)
    {
        string place = pid.ToString(CultureInfo.InvariantCulture);
        if (coverage is { Verdict: CoverageVerdict.Part, Share: < Little })
            yield return Gaps.TracePartial.At(place, null, SizeText.Of(coverage.Grown), SizeText.Of(coverage.Seen), SizeText.Of(coverage.Grown - coverage.Seen));
        if (sizes is { TooDear: true })
            yield return Gaps.TraceSizesGivenUp.At(place, null, "cost more than samples may");
        else if (sizes is { TooMany: true })
            yield return Gaps.TraceSizesGivenUp.At(place, null, "became too many for the probe's table");
        if (sizes is { Lost: > 0 })
            yield return Gaps.TraceSizesLost.At(place, null, sizes.Lost.ToString("N0", CultureInfo.InvariantCulture));
    }
}
