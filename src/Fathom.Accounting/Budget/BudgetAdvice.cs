using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Accounting.Budget;

/// <summary>A set of flags whose sum fits the limit; and the limit that the JVM as it is set would need.</summary>
/// <param name="Flags">Empty where no heap that holds what is live would fit: then only <paramref name="Needs"/> helps.</param>
/// <param name="Sum">What the parts come to with these flags.</param>
/// <param name="Needs">A container's limit that holds the present -Xmx.</param>
public sealed record BudgetAdvice(IReadOnlyList<string> Flags, Bytes Sum, Bytes Needs)
{
    const long Step = 16L << 20;
    const long LeastHeap = 32L << 20;

    // What a small application needs: idle ones of 17 and 25 take a few MiB of each.
    const long LeastMetaspace = 64L << 20, LeastCode = 48L << 20, LeastDirect = 16L << 20;

    // What no flag bounds grows, too: a quarter of it, and this much at least.
    const long LeastRoom = 32L << 20;
    const double Growth = 1.25;
    const double GrowthOfBounded = 1.5;

    internal static BudgetAdvice Of(BudgetTable table, BudgetFlags flags, Bytes? live)
    {
        long metaspace = flags.Metaspace?.Value ?? Bounded(table.NowOf(BudgetParts.Metaspace), LeastMetaspace);
        long code = Math.Min(flags.Code?.Value ?? long.MaxValue, Bounded(table.NowOf(BudgetParts.Code), LeastCode));
        long direct = flags.IsDirectSet ? flags.Direct.Value : Math.Min(flags.Direct.Value, Bounded(table.NowOf(BudgetParts.Direct), LeastDirect));
        long unbounded = (table.NowOf(BudgetParts.Stacks) + table.NowOf(BudgetParts.Malloc) + table.NowOf(BudgetParts.Other)).Value;
        long room = Math.Max((long)(unbounded * Growth), unbounded + LeastRoom);
        double gc = 1 + GcShare.Of(flags.Collector, flags.Feature);
        long rest = metaspace + code + direct + room;
        Bytes needs = new(Up((long)(flags.Heap.Value * gc) + rest));
        if (table.Limit is not { } limit)
            return new BudgetAdvice([], needs, needs);
        long heap = Math.Min(flags.Heap.Value, (long)((limit.Value - rest) / gc) / Step * Step);
        if (heap < LeastHeap || heap < (live?.Value ?? 0) * Growth)
            return new BudgetAdvice([], needs, needs);
        return new BudgetAdvice(
            [
                "-Xmx" + Mega(heap), "-XX:MaxMetaspaceSize=" + Mega(metaspace), "-XX:ReservedCodeCacheSize=" + Mega(code),
                "-XX:MaxDirectMemorySize=" + Mega(direct),
            ],
            new Bytes((long)(heap * gc) + rest), needs);
    }

    /// <summary>What it takes now and half as much again, but not so little that a JVM could not start.</summary>
    static long Bounded(Bytes now, long least) => Math.Max(least, Up((long)(now.Value * GrowthOfBounded)));

    static long Up(long bytes) => (bytes + Step - 1) / Step * Step;

    // A size that a flag had already may be of any number of KiB.
    static string Mega(long bytes) => bytes % (1 << 20) == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20}m")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes >> 10}k");
}
