using Fathom.Evidence.Saved;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

/// <summary>Recordings put together from the way that their figures went, in MiB, a sample every ten seconds.</summary>
static class Recorded
{
    const long Second = 1_000_000_000;

    public static readonly long[] Up = [.. Enumerable.Range(0, 60).Select(i => 100L + (i * 8))];
    public static readonly long[] Flat = [.. Enumerable.Repeat(100L, 60)];
    public static readonly long[] Start = [.. Enumerable.Range(0, 60).Select(i => Math.Min(572L, 100 + (i * 60)))];
    public static readonly long[] Waves = [.. Enumerable.Range(0, 60).Select(i => 100L + (i % 10 * 30))];

    public static RecordedSeries Series(string name, string key, string field, long[] mib) => new(name, key, field, IsBytes: true)
    {
        Samples = mib.Length,
        First = mib[0] << 20,
        Last = mib[^1] << 20,
        Least = mib.Min() << 20,
        Most = mib.Max() << 20,
        Points = [.. mib.Select((value, i) => new RecordedPoint(i * 10 * Second, value << 20))],
    };

    public static RecordedSeries Resident(long[] mib) => Series("jdk.ResidentSetSize", "", "size", mib);

    public static RecordedSeries Tag(string tag, long[] mib) => Series("jdk.NativeMemoryUsage", tag, "committed", mib);

    public static RecordedSeries Total(long[] mib) => Series("jdk.NativeMemoryUsageTotal", "", "committed", mib);

    public static RecordedSeries Direct(long[] mib) => Series("jdk.DirectBufferStatistics", "", "memoryUsed", mib);

    public static RecordedSeries Heap(long[] mib) => Series("jdk.GCHeapSummary", "After GC", "heapSpace.committedSize", mib);

    public static RecordedSeries Used(long[] mib) => Series("jdk.GCHeapSummary", "After GC", "heapUsed", mib);

    public static long[] Plus(this long[] mib, long more) => [.. mib.Select(each => each + more)];

    public static Case Case(params RecordedSeries[] series) => Case(600, series);

    public static Case Case(int seconds, params RecordedSeries[] series) =>
        Pasted.Texts(50).With(snapshot => snapshot with { Pages = null }).Saying(new FlightRecording("made.jfr") { Chunks = 1, Nanos = seconds * Second, Series = series }, "made.jfr").Case();
}

sealed class RecordedToGrowCases : IRuleCases
{
    public string Rule => "FTH088";

    public IEnumerable<Case> Fires =>
    [
        Recorded.Case(Recorded.Direct(Recorded.Up)),
        Recorded.Case(Recorded.Resident(Recorded.Up.Plus(200)), Recorded.Tag("Other", Recorded.Up), Recorded.Direct(Recorded.Up)),
        Recorded.Case(Recorded.Resident(Recorded.Up.Plus(200)), Recorded.Tag("GC", Recorded.Flat), Recorded.Total(Recorded.Flat)),
        Recorded.Case(Recorded.Resident(Recorded.Start)),
        Recorded.Case(Recorded.Heap(Recorded.Up)),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Recorded.Case(),
        Recorded.Case(Recorded.Direct(Recorded.Flat), Recorded.Resident(Recorded.Flat)),
        Recorded.Case(Recorded.Direct([.. Recorded.Up.Reverse()])),
        // A heap that was committed at the start and is touched only now.
        Recorded.Case(Recorded.Resident(Recorded.Up), Recorded.Heap([.. Enumerable.Repeat(900L, 60)]), Recorded.Used(Recorded.Flat)),
        Recorded.Case(Recorded.Resident(Recorded.Up), Recorded.Total([.. Enumerable.Repeat(900L, 60)]), Recorded.Tag("Java Heap", [.. Enumerable.Repeat(800L, 60)])),
        // One sample is no growth.
        Recorded.Case(Recorded.Direct([500])),
    ];
}

public sealed class RecordedToGrowTests
{
    [Fact]
    public void Steady_growth_is_a_fault_and_names_the_part()
    {
        Finding finding = Judge(Recorded.Case(Recorded.Resident(Recorded.Up.Plus(200)), Recorded.Tag("Other", Recorded.Up), Recorded.Tag("GC", Recorded.Flat), Recorded.Direct(Recorded.Up)));

        Assert.Equal((Severity.Warning, "direct buffers grew by 472 MiB in 10m00s, to 572 MiB"), (finding.Severity, finding.Title));
    }

    [Fact]
    public void What_no_part_has_lies_outside()
    {
        Finding finding = Judge(Recorded.Case(Recorded.Resident(Recorded.Up.Plus(200)), Recorded.Tag("GC", Recorded.Flat), Recorded.Total(Recorded.Flat)));

        Assert.Equal((Severity.Warning, "RSS grew by 472 MiB in 10m00s, 472 MiB of it outside of what the JVM counts"), (finding.Severity, finding.Title));
        Assert.Contains(Verdict.Of(Recorded.Case(Recorded.Resident(Recorded.Up))).Findings, each => each.Rule == "FTH088" && each.Undecided is not null);
    }

    [Fact]
    public void A_start_waves_a_short_recording_and_a_heap_are_no_faults()
    {
        Assert.Equal(Severity.Info, Judge(Recorded.Case(Recorded.Direct(Recorded.Start))).Severity);
        Assert.Equal(Severity.Info, Judge(Recorded.Case(Recorded.Direct(Recorded.Waves))).Severity);
        Assert.Equal(Severity.Info, Judge(Recorded.Case(60, Recorded.Direct(Recorded.Up))).Severity);
        Assert.Equal(Severity.Info, Judge(Recorded.Case(Recorded.Heap(Recorded.Up))).Severity);
    }

    static Finding Judge(Case seen) => Assert.Single(Verdict.Of(seen).Findings, finding => finding.Rule == "FTH088");
}
