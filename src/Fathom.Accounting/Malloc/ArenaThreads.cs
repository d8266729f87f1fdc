using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Accounting.Malloc;

/// <summary>Threads of one pool that use the same arena.</summary>
public readonly record struct ArenaThreads(string Pattern, int Count)
{
    /// <summary>By number, most first; Java names where there are any.</summary>
    public static IReadOnlyList<ArenaThreads> Of(Snapshot snapshot, Arena arena)
    {
        Dictionary<int, string> names = [];
        foreach (ThreadStack thread in snapshot.Threads)
            names[thread.Tid] = thread.Name;
        foreach (JavaThread thread in snapshot.JvmState?.Threads ?? [])
        {
            if (thread.Name is { } name)
                names[thread.Tid] = name;
        }
        return
        [
            .. arena.Threads.Select(tid => ThreadPattern.Of(names.GetValueOrDefault(tid, "?")))
                .CountBy(pattern => pattern, StringComparer.Ordinal)
                .OrderByDescending(group => group.Value).ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new ArenaThreads(group.Key, group.Value)),
        ];
    }
}
