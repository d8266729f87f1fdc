using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Flight;

namespace Fathom.Sources.Profiles;

/// <summary>Allocations of native memory that async-profiler put into a recording (.jfr): profiler.Malloc and profiler.Free.</summary>
static class FlightProfile
{
    const string Kind = "JFR native allocations";

    static readonly ProfileColumn[] Columns =
    [
        ProfileColumn.InUseCount, ProfileColumn.InUseBytes, ProfileColumn.AllocatedCount, ProfileColumn.AllocatedBytes, ProfileColumn.LeakedCount, ProfileColumn.LeakedBytes,
    ];

    public static Parsed<AllocationProfile> Read(Stream stream, string place)
    {
        ProfileBuilder builder = new(Columns.Length);
        FlightAllocations allocations = new(builder);
        FlightReading reading = new(place, allocations);
        reading.Read(stream);
        allocations.Done();
        List<Gap> gaps = [.. reading.Gaps];
        if ((builder.Full ?? allocations.Full) is { } full)
            gaps.Add(Gaps.RecordingDamaged.At(place, null, "more " + full + " than are read"));
        FlightRecording recording = reading.Recording;
        if (!recording.HasNativeAllocations && recording.Chunks > 0)
            gaps.Add(Gaps.RecordingNotNative.At(place, null, Said(recording)));
        else if (recording.CountOf("profiler.Free") == 0 && recording.Chunks > 0)
            gaps.Add(Gaps.RecordingNoFrees.At(place));
        if (allocations.Stacks is (var seen, > 0 and var cut))
            gaps.Add(Gaps.ProfileStacksCut.At(place, null, cut.ToString("N0", CultureInfo.InvariantCulture), seen.ToString("N0", CultureInfo.InvariantCulture)));
        long interval = allocations.Interval;
        ProfileSampling sampling = interval > 1 ? new ProfileSampling(SamplingKind.EveryNth, interval, false) : ProfileSampling.All;
        return new Parsed<AllocationProfile>(builder.Done(place, Kind, Columns, sampling) with { HasFrees = recording.CountOf("profiler.Free") > 0, TakenAt = recording.EndedAt }, gaps);
    }

    static string Said(FlightRecording recording)
    {
        long objects = recording.CountOf("jdk.ObjectAllocationSample") + recording.CountOf("jdk.ObjectAllocationInNewTLAB") + recording.CountOf("jdk.ObjectAllocationOutsideTLAB");
        return objects == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; its {objects:N0} samples of Java objects are of the heap");
    }
}
