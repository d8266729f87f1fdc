using System.Diagnostics;
using Fathom.Accounting.Growth;
using Fathom.Evidence;
using Fathom.Sources;

namespace Fathom.Watch;

/// <summary>Looks at one process again and again, at equal distances in time.</summary>
public sealed class Looks(TargetPlace place, LookOptions options, TimeSpan whole)
{
    static readonly TimeSpan Usual = TimeSpan.FromSeconds(5);

    /// <summary>Every 5 s; more often where that would be too few looks for a slope.</summary>
    public TimeSpan Distance { get; } = TimeSpan.FromTicks(Math.Min(Usual.Ticks, whole.Ticks / (Growth.FewestLooks - 1)));

    public int Count => Math.Max(Growth.FewestLooks, (int)(whole.Ticks / Math.Max(1, Distance.Ticks)) + 1);

    /// <param name="told">After each look: how many there were.</param>
    /// <param name="until">Waits; true where the user wants an end before its time.</param>
    /// <returns>The last look, which is a whole one, and what all of them show. The first one that fails ends it.</returns>
    public Result<(Snapshot Last, Growth Growth)> Take(Action<int> told, Func<TimeSpan, bool> until)
    {
        // Whose the blocks are is asked once: between, their sizes are enough.
        LookOptions brief = options with { Census = null, JvmFigures = false };
        List<Snapshot> looks = [];
        long begun = Stopwatch.GetTimestamp();
        for (bool ends = false; !ends;)
        {
            ends = looks.Count == Count - 1;
            if (!ends && looks.Count > 0)
                ends = Wait(begun, looks.Count, until);
            if (!Look.At(place, ends ? options : brief).Try(out Snapshot? look, out Gap? gap))
                return gap;
            looks.Add(look);
            told(looks.Count);
        }
        return (looks[^1], Growth.Of(looks));
    }

    /// <summary>Each at its own time: a slow one does not push the others back.</summary>
    bool Wait(long begun, int number, Func<TimeSpan, bool> until)
    {
        TimeSpan wait = (Distance * number) - Stopwatch.GetElapsedTime(begun);
        return until(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }
}
