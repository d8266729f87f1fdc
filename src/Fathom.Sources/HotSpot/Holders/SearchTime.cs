using System.Diagnostics;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>What time a search has, and how far it is.</summary>
sealed class SearchTime(TimeSpan budget, long heap, IProgress<double>? progress)
{
    /// <summary>Passes over the heap that a search mostly takes.</summary>
    const int UsualPasses = 4;

    /// <summary>A core goes through at least this much in a second.</summary>
    const double BytesPerSecond = 1e9;

    readonly long _begun = Stopwatch.GetTimestamp();
    long _done;

    /// <summary>Who refers to the holders is worth as much as the holders.</summary>
    public long ForScan => At(0.5);

    public long ForClimb => At(1);

    public bool SufficesFor(long bytes) => bytes / BytesPerSecond < budget.TotalSeconds / 2;

    public void Say(long bytes)
    {
        _done += bytes;
        progress?.Report(Math.Min(0.99, (double)_done / (UsualPasses * Math.Max(1, heap))));
    }

    long At(double part) => _begun + (long)(Math.Max(0, budget.TotalSeconds) * part * Stopwatch.Frequency);
}
