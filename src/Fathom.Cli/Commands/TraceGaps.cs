using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Sources.Probe;

namespace Fathom.Cli.Commands;

/// <summary>What a trace missed, and whether the probe could be led out again.</summary>
static class TraceGaps
{
    public static IEnumerable<Gap> Of(ProbeSession probe, TraceFigures figures) =>
        Of(probe, figures, probe.Jvm.Pid.ToString(CultureInfo.InvariantCulture));

    static IEnumerable<Gap> Of(ProbeSession probe, TraceFigures figures, string place) =>
        [.. probe.IsLeft ? [Gaps.ProbeLeft.At(place)] : (Gap[])[], .. Of(figures, place), .. TraceLosses.Of(probe)];

    public static IEnumerable<Gap> Of(TraceFigures figures, string place)
    {
        if (figures.Lost > 0)
            yield return Gaps.TraceLost.At(place, null, Number(figures.Lost), Number(figures.Samples));
        if (figures.Stale > 0)
            yield return Gaps.TraceStale.At(place, null, Number(figures.Stale));
        if (figures.ForeignSlots > 0)
            yield return Gaps.TraceForeign.At(place, null, Number(figures.ForeignSlots));
    }

    static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
