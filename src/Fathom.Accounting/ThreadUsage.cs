using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Evidence.Tracing;

namespace Fathom.Accounting;

/// <summary>One thread with what of its stack is in memory, and what the JVM says of it.</summary>
public sealed record ThreadUsage(ThreadStack Thread, JavaThread? Java, Bytes? Resident)
{
    /// <summary>The number of the malloc arena that it uses; null where that is not known, or it has none yet.</summary>
    public int? Arena { get; init; }

    /// <summary>What it has of malloc since a trace began, and what of that lives; null without a trace.</summary>
    public (Bytes Made, Bytes Lives)? Native { get; init; }

    /// <summary>By resident stack, largest first, then by id; with a trace by what lives of what each has made.</summary>
    public static IReadOnlyList<ThreadUsage> Of(Snapshot snapshot, TracedBlocks? traced = null)
    {
        Dictionary<int, double>? lives = traced?.Blocks.GroupBy(block => block.Thread).ToDictionary(blocks => blocks.Key, blocks => blocks.Sum(block => block.Bytes));

        Dictionary<int, JavaThread> java = [];
        foreach (JavaThread thread in snapshot.JvmState?.Threads ?? [])
            java.TryAdd(thread.Tid, thread);
        Dictionary<int, int> arenas = [];
        foreach (Arena arena in snapshot.MallocState?.Arenas ?? [])
            foreach (int tid in arena.Threads)
                arenas[tid] = arena.Number;
        ResidentIndex? pages = snapshot.Pages is { } runs ? new ResidentIndex(runs) : null;
        ThreadUsage[] usage =
        [
            .. snapshot.Threads.Select(thread => new ThreadUsage(thread, java.GetValueOrDefault(thread.Tid),
                thread.Stack is not { } stack ? null : pages is not null ? pages.ResidentIn(stack) : Counted(snapshot, stack))
            {
                Arena = arenas.TryGetValue(thread.Tid, out int arena) ? arena : null,
                Native = lives is null ? null
                    : (traced!.MadeByThread.GetValueOrDefault(thread.InsideTid), new Bytes((long)lives.GetValueOrDefault(thread.InsideTid))),
            }),
        ];
        Array.Sort(usage, (a, b) =>
            (b.Native?.Lives ?? Bytes.Zero).CompareTo(a.Native?.Lives ?? Bytes.Zero) is var byLives and not 0 ? byLives
            : (b.Resident ?? Bytes.Zero).CompareTo(a.Resident ?? Bytes.Zero) is var bySize and not 0 ? bySize
            : a.Thread.Tid.CompareTo(b.Thread.Tid));
        return usage;
    }

    /// <summary>What threads that are gone have made since the trace began, and what of that lives.</summary>
    public static (Bytes Made, Bytes Lives) Ended(IReadOnlyList<ThreadUsage> threads, TracedBlocks traced)
    {
        HashSet<int> here = [.. threads.Select(thread => thread.Thread.InsideTid)];
        Bytes made = traced.MadeByThread.Where(pair => !here.Contains(pair.Key)).Aggregate(Bytes.Zero, (sum, pair) => sum + pair.Value);
        return (made, new Bytes((long)traced.Blocks.Where(block => !here.Contains(block.Thread)).Sum(block => block.Bytes)));
    }

    /// <summary>By smaps or pmap: what of the stack is mappings of its own. Null where it is a part of a larger one.</summary>
    static Bytes? Counted(Snapshot snapshot, AddressRange stack)
    {
        if (snapshot.Usage is not { } usage)
            return null;
        IReadOnlyList<Mapping> mappings = snapshot.Mappings;
        (int low, int high) = (0, mappings.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (mappings[middle].Range.End <= stack.Start)
                low = middle + 1;
            else
                high = middle;
        }
        Bytes? sum = null;
        for (; low < mappings.Count && mappings[low].Range.Start < stack.End; low++)
        {
            if (mappings[low].Range.Start < stack.Start || mappings[low].Range.End > stack.End)
                return null;
            sum = (sum ?? Bytes.Zero) + usage[low].Rss;
        }
        return sum;
    }
}
