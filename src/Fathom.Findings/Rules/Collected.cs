using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>How often the Java heap was collected: what waits for it waits long where that is seldom.</summary>
static class Collected
{
    public static IEnumerable<string> Said(Case seen)
    {
        if (seen.Jvm?.Counters is not { } counters || seen.Snapshot.Target.Uptime is not { } up)
            yield break;
        foreach (Collections each in GcCounters.Of(counters).Collectors)
        {
            if (IsFull(each.Name))
                yield return string.Create(CultureInfo.InvariantCulture, $"{each.Name}: {each.Count:N0} in {SizeText.Of(up)}");
        }
    }

    /// <summary>Full collections so far; zero where nobody counts.</summary>
    public static long Full(Case seen) =>
        seen.Jvm?.Counters is { } counters ? GcCounters.Of(counters).Collectors.Where(each => IsFull(each.Name)).Sum(each => each.Count) : 0;

    /// <summary>G1 full collection pauses, PSParallelCompact, MSC, ZGC major … by what the JVMs call them.</summary>
    static bool IsFull(string name) =>
        name is "MSC" or "PSParallelCompact" or "ConcurrentMarkSweep" || name.Contains("full", StringComparison.OrdinalIgnoreCase)
        || name.Contains("major", StringComparison.OrdinalIgnoreCase);
}
