using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Evidence.Tracing;

namespace Fathom.Tests.Accounting.Profiles;

public class TraceCoverageTests
{
    const double MiB = 1 << 20;

    [Theory]
    [InlineData(-50, 0, "malloc's heaps shrank")]
    [InlineData(-50, 100, "malloc's heaps shrank")]
    [InlineData(0.1, 0, "malloc's heaps did not grow by more than the error")]
    [InlineData(60, 100, "malloc's heaps grew by less than the error of what the probe saw")]
    public void The_error_that_is_too_large_is_named(double grown, double deviation, string why)
    {
        TraceCheck last = Check(60, 500 + grown, 160);

        TraceCoverage coverage = TraceCoverage.Of(Check(0, 500, 0), last with { After = last.After with { Deviation = deviation * MiB } });

        Assert.Equal((CoverageVerdict.CannotTell, why), (coverage.Verdict, coverage.Why));
    }

    [Theory]
    [InlineData(100, 99.9, CoverageVerdict.Whole, 1.0)]
    [InlineData(100, 98, CoverageVerdict.Part, 0.98)]
    [InlineData(100, 40, CoverageVerdict.Part, 0.4)]
    [InlineData(100, 0, CoverageVerdict.Part, 0.0)]
    [InlineData(100, 160, CoverageVerdict.Whole, 1.0)]
    [InlineData(0.1, 0.1, CoverageVerdict.CannotTell, 1.0)]
    [InlineData(-50, 10, CoverageVerdict.CannotTell, 1.0)]
    public void It_is_what_the_probe_saw_of_what_the_heaps_grew_by(double grown, double seen, CoverageVerdict verdict, double share)
    {
        TraceCoverage coverage = TraceCoverage.Of(Check(0, 500, 0), Check(60, 500 + grown, seen));

        Assert.Equal((verdict, share), (coverage.Verdict, Math.Round(coverage.Share, 3)));
        Assert.Equal(seen - grown > 30, coverage.FreedAtLeast > Bytes.Zero);
    }

    [Fact]
    public void A_difference_within_the_errors_is_none()
    {
        TraceCheck first = Check(0, 500, 0), last = Check(60, 510, 4);

        Assert.Equal(CoverageVerdict.Part, TraceCoverage.Of(first, last).Verdict);
        // 1.96 deviations of the samples.
        Assert.Equal(CoverageVerdict.Whole, TraceCoverage.Of(first, last with { After = last.After with { Deviation = 4 * MiB }, Before = last.Before with { Deviation = 4 * MiB } }).Verdict);
        // What comes and goes within a second.
        Assert.NotEqual(CoverageVerdict.Part, TraceCoverage.Of(first, last with { After = last.After with { Young = 8 * MiB } }).Verdict);
        // What changed while the walk was under way.
        Assert.NotEqual(CoverageVerdict.Part, TraceCoverage.Of(first, last with { Before = last.Before with { ChunkBytes = 0 }, After = last.After with { ChunkBytes = 18 * MiB } }).Verdict);
        // What came when the probe was at rest.
        Assert.NotEqual(CoverageVerdict.Part, TraceCoverage.Of(first, last with { Late = TimeSpan.FromSeconds(100) }).Verdict);
        // Stretches that could not be told.
        Assert.NotEqual(CoverageVerdict.Part, TraceCoverage.Of(first, last with { Malloc = State(510, unsplit: 8) }).Verdict);
    }

    [Fact]
    public void What_is_young_and_stays_is_no_error()
    {
        // A MiB a second for a minute: what is younger than a second is a MiB at any time.
        TraceCheck last = Check(60, 560, 60);
        TraceCoverage coverage = TraceCoverage.Of(Check(0, 500, 0), last with { After = last.After with { Young = MiB } });

        Assert.InRange(coverage.GrownError.Value, 0, (long)(MiB / 2));
    }

    [Fact]
    public void Without_heaps_of_glibc_it_cannot_be_told()
    {
        TraceCheck none = new(TimeSpan.Zero, null, default, default);
        TraceCheck other = new(TimeSpan.Zero, State(1) with { Allocator = new Allocator(AllocatorKind.Jemalloc, null, null) }, default, default);
        TraceCheck failed = new(TimeSpan.Zero, State(1, outcome: WalkOutcome.Failed), default, default);

        Assert.All((TraceCheck[])[none, other, failed], check => Assert.NotNull(TraceCoverage.Of(Check(0, 1, 0), check).Why));
        Assert.All((TraceCheck[])[none, other, failed], check => Assert.NotNull(TraceCoverage.Of(check, Check(60, 100, 0)).Why));
        Assert.Contains("Jemalloc", TraceCoverage.Of(other, other).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_grew_are_those_that_malloc_was_asked_for()
    {
        MallocState before = State(1, 0, WalkOutcome.Clean, (32, 1000), (4112, 10), (48, 500), (131072, 4), (64, 7)),
            after = State(1, 0, WalkOutcome.Clean, (32, 9000), (4112, 1010), (48, 400), (131072, 24), (64, 9));

        // 64 grew by two blocks only; 131,072 is a class that ends there.
        Assert.Equal([(4089L, 4104L), (65529L, 131064L), (0L, 24L)],
            GrownSizes.Of(before, after).OrderBy(range => range.From.Value == 4089 ? 0 : range.From.Value > 4089 ? 1 : 2).Select(range => (range.From.Value, range.To.Value)));
        Assert.Equal(4089, GrownSizes.Of(State(1, 0, WalkOutcome.Clean, (4112, 10)), State(1, 0, WalkOutcome.Clean, (4112, 1010)))[0].From.Value);
        Assert.Empty(GrownSizes.Of(after, after));
        Assert.Equal(GrownSizes.Most, GrownSizes.Of(State(1), State(1, 0, WalkOutcome.Clean, [.. Enumerable.Range(10, 30).Select(i => (16 * i, 1000))])).Count);
    }

    static TraceCheck Check(int seconds, double inUse, double seen)
    {
        TracedTotals totals = new(seen * MiB, seen * MiB, 0, 0);
        return new TraceCheck(TimeSpan.FromSeconds(seconds), State(inUse), totals, totals);
    }

    static MallocState State(double inUse, double unsplit = 0, WalkOutcome outcome = WalkOutcome.Clean, params (int Chunk, int Count)[] sizes) => new()
    {
        Allocator = new Allocator(AllocatorKind.Glibc, null, "2.36"),
        Arenas =
        [
            new Arena
            {
                Number = 0,
                Address = new Address(0x7000_0000),
                InUse = new ChunkTotal(1, new Bytes((long)(inUse * MiB))),
                Unsplit = new Bytes((long)(unsplit * MiB)),
                SizeClasses = [.. sizes.Select(size => new SizeClass(new Bytes(size.Chunk), new ChunkTotal(size.Count, new Bytes((long)size.Chunk * size.Count))))],
                Proof = new WalkProof(outcome, []),
            },
        ],
    };
}
