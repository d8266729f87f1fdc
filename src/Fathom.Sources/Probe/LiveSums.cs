using System.Runtime.InteropServices;
using Fathom.Evidence.Tracing;

namespace Fathom.Sources.Probe;

/// <summary>What lives of one stack and thread.</summary>
/// <param name="Variance">Of the bytes, from the sampling.</param>
readonly record struct LiveSum(double Count, double Bytes, double Variance);

/// <summary>The samples that live at one moment, summed by stack and thread.</summary>
sealed class LiveSums
{
    const int ShortLife = 1000;

    public Dictionary<(uint Stack, uint Thread), LiveSum> Rows { get; } = [];

    /// <summary>Of all that lives, however young.</summary>
    public TracedTotals Totals { get; private set; }

    /// <param name="olderThan">Only what was made so long before; nought for all.</param>
    public static LiveSums Of(ProbeTable table, TimeSpan olderThan, TimeSpan now)
    {
        LiveSums sums = new();
        double latest = olderThan <= TimeSpan.Zero ? double.MaxValue : (now - olderThan).TotalMilliseconds;
        foreach ((_, ProbeEntry entry) in table.Living())
            sums.Add(entry, entry.Milliseconds <= latest, entry.Milliseconds > now.TotalMilliseconds - ShortLife);
        return sums;
    }

    void Add(in ProbeEntry entry, bool counts, bool isYoung)
    {
        double count = (double)entry.Weight / entry.Size, chunks = count * ChunkSize(entry.Size);
        // A block that is drawn with a chance of p stands for 1 / p: so far do those off that are not drawn.
        double spread = Math.Max(0, count - 1), variance = count * spread;
        double chunk = ChunkSize(entry.Size), deviation = Totals.Deviation;
        Totals = new TracedTotals(Totals.Bytes + entry.Weight, Totals.ChunkBytes + chunks,
            Math.Sqrt(deviation * deviation + variance * chunk * chunk), Totals.Young + (isYoung ? chunks : 0));
        if (!counts)
            return;
        ref LiveSum sum = ref CollectionsMarshal.GetValueRefOrAddDefault(Rows, (entry.Stack, entry.Tid), out _);
        sum = new LiveSum(sum.Count + count, sum.Bytes + entry.Weight, sum.Variance + variance * entry.Size * entry.Size);
    }

    /// <summary>glibc malloc.c, request2size: a word for the header, in steps of 16, 32 at least.</summary>
    static double ChunkSize(ulong request) => Math.Max(32, Math.Ceiling((request + 8.0) / 16) * 16);
}
