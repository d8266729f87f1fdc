using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;

namespace Fathom.Views.Tracing;

/// <summary>What a trace says in whole sentences.</summary>
static class TraceWords
{
    public static string Head(TraceAnswer answer)
    {
        TraceFigures figures = answer.Figures;
        return string.Create(CultureInfo.InvariantCulture,
            $"{answer.Name ?? answer.Target.Pid?.ToString(CultureInfo.InvariantCulture) ?? answer.Profile.Report.Moments[^1].Place}, {Time(figures.Elapsed)}, a sample every {SizeText.Of(figures.Interval)}: {figures.Samples:N0} samples, {figures.Frees:N0} of them freed{(figures.TargetLives ? "" : "; the process has ended")}");
    }

    /// <summary>"inflate of libz.so.1 holds 93 MiB (3.1 MiB/s, 100 %), from Orders.read (Orders.java:41), thread import-3".</summary>
    public static string Most(TraceAnswer answer)
    {
        TimeSpan old = answer.Figures.OlderThan;
        if (answer.Summary.Count == 0 || answer.Summary.MaxBy(row => row.Bytes) is not { Bytes: > 0 } most)
            return (answer.IsPart ? "nothing that fits --only lives" : "nothing lives") + (old > TimeSpan.Zero ? $" that is older than {Time(old)}" : " of what was made since");
        string age = old > TimeSpan.Zero ? $" for more than {Time(old)}" : "";
        string java = answer.Group != TraceGroup.Stack ? "" : most.Java is { } name ? $", from {name}" : ", not from Java";
        return $"{most.Native} holds {Size(most.Bytes)}{age} ({Size(most.Bytes / Seconds(answer))}/s net, {SizeText.Share(most.Share)})" + java + (most.Thread is { } thread ? $", thread {thread}" : "");
    }

    public static string Seen(TraceFigures figures) => $"a leak of less than {SizeText.Of(figures.SmallestRate)}/s may have been missed; {EngineText.Watched(figures)}";

    public static string Grew(TraceAnswer answer) =>
        $"Grew and Made/s are of the last {Time(answer.Window!.Value)}: what lives now and did not then, less what was freed; and what was made, freed or not";

    public static string Coverage(TraceCoverage coverage) => coverage.Verdict switch
    {
        CoverageVerdict.CannotTell => $"cannot tell: {coverage.Why}{(coverage.Grown == Bytes.Zero ? "" : $" ({SizeText.Change(coverage.Grown)} ±{SizeText.Of(coverage.GrownError)}, and the probe saw {SizeText.Change(coverage.Seen)} ±{SizeText.Of(coverage.SeenError)})")}",
        CoverageVerdict.Whole => $"the probe saw {Both(coverage)}: nothing need be missing"
            + (coverage.FreedAtLeast > Bytes.Zero ? $"; at least {SizeText.Of(coverage.FreedAtLeast)} more was freed unseen" : ""),
        _ => $"{SizeText.Share(coverage.Share)}: the probe saw {Both(coverage)}",
    };

    static string Both(TraceCoverage coverage) =>
        $"{SizeText.Of(coverage.Seen)} ±{SizeText.Of(coverage.SeenError)} where malloc's heaps grew by {SizeText.Of(coverage.Grown)} ±{SizeText.Of(coverage.GrownError)}";

    public static string Sizes(TraceSizes sizes) => sizes.Ranges.Count == 0 ? "no size of block grew: none was noted one by one"
        : string.Create(CultureInfo.InvariantCulture, $"each block of {string.Join(", ", sizes.Ranges)} bytes was noted ({sizes.Blocks:N0} of them){(sizes is { TooDear: false, TooMany: false, Lost: 0 } ? ": their figures have no error" : ", as far as that went")}");

    /// <summary>In which what is shown was made.</summary>
    public static double Seconds(TraceAnswer answer) => Math.Max(1, (answer.Figures.Elapsed - answer.Figures.OlderThan).TotalSeconds);

    public static string Time(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");

    static string Size(double bytes) => SizeText.Of(new Bytes((long)bytes));
}
