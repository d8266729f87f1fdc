using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Which arena each thread uses: malloc's variable thread_arena. It is one of the thread's own variables
/// (<see cref="ThreadVariables"/>).
/// </summary>
sealed class ThreadArenas(IMemory memory)
{
    /// <summary>One thread in so many may be new, or about to end, and count in one place and not yet in the other.</summary>
    const int Tolerance = 20;

    readonly ThreadVariables _variables = new(memory);

    /// <summary>The arenas with the threads that use them; as they were where that cannot be told.</summary>
    public IReadOnlyList<Arena> Name(IReadOnlyList<Arena> arenas, IReadOnlyList<ThreadStack> threads)
    {
        Dictionary<ulong, int> numbers = [];
        for (int i = 0; i < arenas.Count; i++)
            numbers.TryAdd(arenas[i].Address.Value, i);
        ThreadStack[] known = [.. threads.Where(thread => thread.ControlBlock is not null)];
        if (Slot(known, numbers) is not { } slot)
            return arenas;
        List<int>[] users = [.. arenas.Select(_ => new List<int>())];
        foreach (ThreadStack thread in known)
        {
            if (numbers.TryGetValue(_variables.Below(thread.ControlBlock!.Value)[slot], out int arena))
                users[arena].Add(thread.Tid);
        }
        return Agrees(arenas, users) ? [.. arenas.Select((arena, i) => arena with { Threads = users[i] })] : arenas;
    }

    /// <summary>
    /// Where every thread has an arena, or nothing: a thread that never called malloc. Of several places none is believed.
    /// </summary>
    int? Slot(ThreadStack[] threads, Dictionary<ulong, int> numbers)
    {
        int[] hits = new int[ThreadVariables.Count];
        int[] others = new int[ThreadVariables.Count];
        foreach (ThreadStack thread in threads)
        {
            ReadOnlySpan<ulong> words = _variables.Below(thread.ControlBlock!.Value);
            for (int i = 0; i < ThreadVariables.Count; i++)
            {
                if (numbers.ContainsKey(words[i]))
                    hits[i]++;
                else if (words[i] != 0)
                    others[i]++;
            }
        }
        int most = hits.Max();
        int[] best = [.. Enumerable.Range(0, ThreadVariables.Count).Where(i => hits[i] == most && others[i] <= threads.Length / Tolerance)];
        return most > 0 && most >= threads.Length / 2 && best.Length == 1 ? best[0] : null;
    }

    /// <summary>Nobody uses an arena that malloc does not count as used.</summary>
    static bool Agrees(IReadOnlyList<Arena> arenas, List<int>[] users)
    {
        int tooMany = 0;
        for (int i = 0; i < arenas.Count; i++)
        {
            if (arenas[i].AttachedThreads is { } attached)
                tooMany += Math.Max(0, users[i].Count - Math.Max(0, attached));
        }
        return tooMany <= users.Sum(each => each.Count) / Tolerance;
    }
}
