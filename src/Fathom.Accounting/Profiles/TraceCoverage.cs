using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Evidence.Tracing;

namespace Fathom.Accounting.Profiles;

/// <summary>What became of a trace held against malloc's heaps.</summary>
public enum CoverageVerdict
{
    /// <summary>There is nothing to hold it against, or the heaps grew by less than the errors.</summary>
    CannotTell,

    /// <summary>The probe saw all that the heaps grew by, within the errors.</summary>
    Whole,

    /// <summary>The heaps grew by more.</summary>
    Part,
}

/// <summary>
/// What the probe saw live beside what malloc's heaps grew by between the same two moments. A block from before that is freed
/// takes from the heaps' growth and not from the probe's: so a growth that the probe saw in whole says that nothing *need* be
/// missing, and one that it did not see says that at least the rest is.
/// </summary>
/// <param name="Seen">More bytes of live chunks, by the probe; with its error from the sampling and the time that a walk takes.</param>
/// <param name="Grown">More bytes of live chunks, by the walk; with its error.</param>
/// <param name="Why">Why it cannot be told; null where it can.</param>
public sealed record TraceCoverage(Bytes Seen, Bytes SeenError, Bytes Grown, Bytes GrownError, string? Why)
{
    /// <summary>Some allocations of the JVM's own come by ways that no hook sees (static TLS, the loader): of so little nothing is said.</summary>
    static readonly double Least = 256 * 1024;

    public CoverageVerdict Verdict => Why is not null ? CoverageVerdict.CannotTell
        : Grown - Seen > Beyond ? CoverageVerdict.Part : CoverageVerdict.Whole;

    /// <summary>Of the growth; 1 where it was all seen.</summary>
    public double Share => Verdict == CoverageVerdict.Part ? Math.Max(0, (double)Seen.Value / Grown.Value) : 1;

    /// <summary>What was freed and the probe did not see, at least: blocks from before the trace, or by ways that no hook is in.</summary>
    public Bytes FreedAtLeast => Seen - Grown > Error ? Seen - Grown - Error : Bytes.Zero;

    Bytes Error => SeenError + GrownError;

    /// <summary>To say that something was not seen is a blame: three deviations, as of two it would be false in one trace of forty.</summary>
    Bytes Beyond => Whole(SeenError.Value / 1.96 * 3) + GrownError;

    public static TraceCoverage Of(TraceCheck first, TraceCheck last)
    {
        Bytes seen = Whole(Middle(last) - Middle(first));
        Bytes seenError = Whole(1.96 * Math.Sqrt(Square(first.After.Deviation) + Square(last.After.Deviation)) + Moved(first) + Moved(last));
        if ((Unusable(first.Malloc) ?? Unusable(last.Malloc)) is { } why)
            return new TraceCoverage(seen, seenError, Bytes.Zero, Bytes.Zero, why);
        Bytes grown = last.Malloc!.InUse.Bytes - first.Malloc!.InUse.Bytes;
        double stays = Math.Max(0, Middle(last) - Middle(first)) / Math.Max(1, (last.At - first.At).TotalSeconds);
        Bytes grownError = Whole(Passing(first, stays) + Passing(last, stays) + Unsure(first.Malloc) + Unsure(last.Malloc) + Least);
        TraceCoverage coverage = new(seen, seenError, grown, grownError, null);
        return grown > coverage.Error ? coverage : coverage with { Why = TooLittle(coverage) };
    }

    /// <summary>Each of the two has an error of its own, and that of a short trace's samples may be much the larger.</summary>
    static string TooLittle(TraceCoverage coverage) =>
        coverage.Grown < Bytes.Zero - coverage.GrownError ? "malloc's heaps shrank"
        : coverage.Grown <= coverage.GrownError ? "malloc's heaps did not grow by more than the error"
        : coverage.Grown <= coverage.SeenError ? "malloc's heaps grew by less than the error of what the probe saw"
        : "malloc's heaps did not grow by more than both errors together";

    static string? Unusable(MallocState? malloc) => malloc switch
    {
        null => "malloc's heaps were not found",
        { Arenas.Count: 0 } or { Allocator.Kind: not AllocatorKind.Glibc } => $"a census counts blocks of glibc's malloc only, and here {malloc.Allocator.Kind} answers",
        { Outcome: WalkOutcome.Failed } => "malloc's heaps could not be walked",
        _ => null,
    };

    static double Middle(TraceCheck check) => (check.Before.ChunkBytes + check.After.ChunkBytes) / 2;

    static double Moved(TraceCheck check) => Math.Abs(check.After.ChunkBytes - check.Before.ChunkBytes) / 2;

    /// <summary>Stretches without a chain of chunks, and what malloc's own count of its memory differs by.</summary>
    static double Unsure(MallocState malloc)
    {
        double sum = 0;
        foreach (Arena arena in malloc.Arenas)
        {
            sum += arena.Unsplit.Value;
            foreach (WalkCheck check in arena.Proof.Checks)
                sum += check.Kind == WalkCheckKind.SystemMemory ? Math.Abs((double)check.Expected - check.Found) : 0;
        }
        return sum;
    }

    /// <summary>
    /// What comes and goes while a walk is under way may be counted twice, or not at all; what is young and stays is none of it. What came while the
    /// probe was at rest already, only the walk has seen.
    /// </summary>
    static double Passing(TraceCheck check, double stays) => Math.Max(0, check.After.Young - stays) + stays * check.Late.TotalSeconds;

    static double Square(double value) => value * value;

    static Bytes Whole(double value) => new((long)Math.Clamp(value, -(1L << 60), 1L << 60));
}
