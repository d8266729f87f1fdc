namespace Fathom.Evidence;

/// <summary>Java threads, counted by what they do.</summary>
public static class ThreadStates
{
    /// <summary>The most frequent first.</summary>
    public static IReadOnlyList<(string State, int Count)> Of(IReadOnlyList<JavaThread> threads) =>
        [.. threads.GroupBy(thread => Word(thread.State)).Select(same => (same.Key, same.Count()))
            .OrderByDescending(each => each.Item2).ThenBy(each => each.Key, StringComparer.Ordinal)];

    /// <summary>By threads that live now; null where none says it.</summary>
    public static Bytes? Allocated(IReadOnlyList<JavaThread> threads) =>
        threads.Any(thread => thread.Allocated is not null)
            ? threads.Aggregate(Bytes.Zero, (sum, thread) => sum + (thread.Allocated ?? Bytes.Zero))
            : null;

    /// <summary>JavaThreadState in words (utilities/globalDefinitions.hpp); the odd numbers are on their way to the next.</summary>
    public static string Word(int state) => state switch
    {
        2 or 3 => "new",
        4 or 5 => "in native",
        6 or 7 => "in VM",
        8 or 9 => "in Java",
        10 or 11 => "blocked",
        _ => "unknown",
    };
}
