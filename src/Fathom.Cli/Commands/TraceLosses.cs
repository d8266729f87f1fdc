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
        {
            foreach (Gap gap in Lone(probe.LoneFrames, place, Number(without), Number(probe.Table[ProbeCounter.Samples])))
                yield return gap;
        }
        if (probe.Table[ProbeCounter.ClassesLeft] is > 0 and var classes)
            yield return Gaps.TraceIdsLeft.At(place, null, Number(classes));
    }

    /// <summary>The probe counts both sorts as one.</summary>
    internal static IEnumerable<Gap> Lone(LoneFrames lone, string place, string without, string samples)
    {
        bool isMixed = lone is { HasBare: true, Late.Count: > 0 };
        string some = isMixed ? "some of the " + without : without;
        if (isMixed || lone.Late.Count == 0)
            yield return Gaps.TraceNoRows.At(place, null, some, samples);
        if (lone.Late.Count > 0)
            yield return Gaps.TraceRowsLate.At(place, null, some, samples, Files(lone.Late));
    }

    static string Files(IReadOnlyCollection<string> libraries) => string.Join(", ", libraries.Take(Named).Select(Path.GetFileName))
        + (libraries.Count > Named ? $" and {Number(libraries.Count - Named)} more libraries" : "");

    static IEnumerable<string> Cut(ProbeSession probe)
    {
        if (probe.CutLibraries is { Count: > 0 } libraries)
            yield return "frames of " + Files(libraries);
        if (probe.Table[ProbeCounter.MethodsFull] + probe.Table[ProbeCounter.NamesFull] is > 0 and var methods)
            yield return Number(methods) + " frames' methods";
        if (probe.Table[ProbeCounter.ThreadsFull] is > 0 and var threads)
            yield return Number(threads) + " threads";
        if (probe.Table[ProbeCounter.SlotsUndoFull] is > 0 and var slots)
            yield return Number(slots) + " libraries' calls of malloc";
    }

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
