using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Probe;

namespace Fathom.Cli.Commands;

/// <summary>What found no room in the probe's table, beyond samples themselves.</summary>
static class TraceLosses
{
    const int Named = 3;

    public static IEnumerable<Gap> Of(ProbeSession probe)
    {
        string place = probe.Jvm.Pid.ToString(CultureInfo.InvariantCulture);
        if (string.Join(", ", Cut(probe)) is { Length: > 0 } cut)
            yield return Gaps.TraceCut.At(place, null, cut);
        if (probe.Table[ProbeCounter.NoRows] is > 0 and var without)
            yield return Gaps.TraceNoRows.At(place, null, Number(without), Number(probe.Table[ProbeCounter.Samples]));
        if (probe.Table[ProbeCounter.ClassesLeft] is > 0 and var classes)
            yield return Gaps.TraceIdsLeft.At(place, null, Number(classes));
    }

    static IEnumerable<string> Cut(ProbeSession probe)
    {
        if (probe.CutLibraries is { Count: > 0 } libraries)
            yield return "frames of " + string.Join(", ", libraries.Take(Named).Select(Path.GetFileName))
                + (libraries.Count > Named ? $" and {Number(libraries.Count - Named)} more libraries" : "");
        if (probe.Table[ProbeCounter.MethodsFull] + probe.Table[ProbeCounter.NamesFull] is > 0 and var methods)
            yield return Number(methods) + " frames' methods";
        if (probe.Table[ProbeCounter.ThreadsFull] is > 0 and var threads)
            yield return Number(threads) + " threads";
        if (probe.Table[ProbeCounter.SlotsUndoFull] is > 0 and var slots)
            yield return Number(slots) + " libraries' calls of malloc";
    }

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
