namespace Fathom.Sources.Profiles.Perf;

/// <summary>Kinds of records: those of the kernel (enum perf_event_type), and from 64 on those of perf itself (tools/lib/perf/include/perf/event.h).</summary>
static class PerfRecordTypes
{
    public const uint Map = 1, Lost = 2, Name = 3, Fork = 7, Sample = 9, Map2 = 10, LostSamples = 13;

    public const uint FirstOfPerf = 64;

    public const uint Attribute = 64, Tracing = 66, BuildId = 67, FinishedRound = 68, HardwareTrace = 71, EventUpdate = 78, Feature = 80, Compressed = 81, Compressed2 = 83;

    // Flags of a record.
    public const ushort Mode = 7, Kernel = 1, IsExec = 1 << 13, IsData = 1 << 13, HasBuildId = 1 << 14, HasBuildIdLength = 1 << 15;
}
