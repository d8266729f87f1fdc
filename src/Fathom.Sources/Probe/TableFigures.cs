using Fathom.Evidence;
using Fathom.Evidence.Tracing;

namespace Fathom.Sources.Probe;

/// <summary>What a table counts of its session.</summary>
static class TableFigures
{
    public static TraceFigures Of(ProbeTable table, TimeSpan elapsed, TimeSpan olderThan, bool lives) => new(elapsed, olderThan, new Bytes(table.Interval))
    {
        Samples = table[ProbeCounter.Samples],
        Frees = table[ProbeCounter.Frees],
        Lost = table[ProbeCounter.BucketFull] + table[ProbeCounter.ScratchFull] + table[ProbeCounter.StacksFull] + table[ProbeCounter.FramesFull] + table[ProbeCounter.Reentered],
        Stale = table[ProbeCounter.Stale],
        Slots = table[ProbeCounter.Slots],
        ForeignSlots = table[ProbeCounter.SlotsForeign],
        Spent = TimeSpan.FromTicks(table[ProbeCounter.SlowNanoseconds] / 100),
        LongestSample = TimeSpan.FromTicks(table[ProbeCounter.SlowLongestNanoseconds] / 100),
        TargetLives = lives,
    };
}
