using Fathom.Evidence;

namespace Fathom.Accounting;

/// <summary>One thread with what of its stack is in memory, and what the JVM says of it.</summary>
public sealed record ThreadUsage(ThreadStack Thread, JavaThread? Java, Bytes? Resident)
{
    /// <summary>By resident stack, largest first, then by id.</summary>
    public static IReadOnlyList<ThreadUsage> Of(Snapshot snapshot)
    {
        Dictionary<int, JavaThread> java = [];
        foreach (JavaThread thread in snapshot.JvmState?.Threads ?? [])
            java.TryAdd(thread.Tid, thread);
        ResidentIndex? pages = snapshot.Pages is { } runs ? new ResidentIndex(runs) : null;
        ThreadUsage[] usage =
        [
            .. snapshot.Threads.Select(thread => new ThreadUsage(thread, java.GetValueOrDefault(thread.Tid),
                pages is not null && thread.Stack is { } stack ? pages.ResidentIn(stack) : null)),
        ];
        Array.Sort(usage, (a, b) =>
            (b.Resident ?? Bytes.Zero).CompareTo(a.Resident ?? Bytes.Zero) is var bySize and not 0
                ? bySize
                : a.Thread.Tid.CompareTo(b.Thread.Tid));
        return usage;
    }
}
