using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;

namespace Fathom.Views.Tracing;

/// <summary>What a trace says of who watched: the probe, or the kernel.</summary>
static class EngineText
{
    const string ProbeIsBlind = "blocks from before the trace (fathom census); malloc in statically linked code and by foreign functions of java.lang.foreign; "
        + "memory that libraries map for themselves";

    const string KernelIsBlind = "blocks from before the trace (fathom census); allocators under other names than malloc, or without symbols; operator new of an allocator that brings its own; children; "
        + "memory that libraries map for themselves; the outer part of stacks deeper than 32 KiB";

    const string YoungByRealloc = "; how old a block is that realloc has made larger or smaller: it is taken for one that was made then";

    public static string Unseen(TraceFigures figures) => (figures.Kernel is null ? ProbeIsBlind : KernelIsBlind) + (figures.OlderThan > TimeSpan.Zero ? YoungByRealloc : "");

    /// <summary>How much was watched, and at what price.</summary>
    public static string Watched(TraceFigures figures) => figures.Kernel is { } kernel
        ? string.Create(CultureInfo.InvariantCulture,
            $"by the kernel, at {figures.Slots:N0} functions of {string.Join(", ", kernel.Libraries)}: it stopped for {kernel.Calls:N0} allocations and {kernel.Frees:N0} frees")
        : string.Create(CultureInfo.InvariantCulture,
            $"{figures.Slots:N0} calls led to the probe, {SizeText.Share(figures.Spent / figures.Elapsed)} of one processor spent, longest sample {figures.LongestSample.TotalMilliseconds:0.0} ms{LedIn(figures)}");

    /// <summary>Nothing of a process that took the probe up by itself.</summary>
    static string LedIn(TraceFigures figures) => figures.LeadingIn == TimeSpan.Zero ? "" : string.Create(CultureInfo.InvariantCulture,
        $"; led in within {figures.LeadingIn.TotalMilliseconds:0} ms, {figures.LeadingInJvm.TotalMilliseconds:0} of them on the Attach Listener's thread");
}
