using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Which arena each thread uses: malloc's variable thread_arena. It is one of the thread's own variables, at the same
/// distance below struct pthread in all threads; which distance depends on the libraries, so it is found by what is there.
/// </summary>
sealed class ThreadArenas(IMemory memory)
{
    // The variables of the libraries that are loaded at the start: a JVM's take 1-2 KiB.
    const int Farthest = 8 * 1024;
    const int Slots = Farthest / 8;

    /// <summary>One thread in so many may be new, or about to end, and count in one place and not yet in the other.</summary>
    const int Tolerance = 20;

    readonly byte[] _window = new byte[Farthest];

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
            if (numbers.TryGetValue(Below(thread)[slot], out int arena))
                users[arena].Add(thread.Tid);
        }
        return Agrees(arenas, users) ? [.. arenas.Select((arena, i) => arena with { Threads = users[i] })] : arenas;
    }

    /// <summary>
    /// Where every thread has an arena, or nothing: a thread that never called malloc. Of several places none is believed.
    /// </summary>
    int? Slot(ThreadStack[] threads, Dictionary<ulong, int> numbers)
    {
        int[] hits = new int[Slots];
        int[] others = new int[Slots];
        foreach (ThreadStack thread in threads)
        {
            ReadOnlySpan<ulong> words = Below(thread);
            for (int i = 0; i < Slots; i++)
            {
                if (numbers.ContainsKey(words[i]))
                    hits[i]++;
                else if (words[i] != 0)
                    others[i]++;
            }
        }
        int most = hits.Max();
        int[] best = [.. Enumerable.Range(0, Slots).Where(i => hits[i] == most && others[i] <= threads.Length / Tolerance)];
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

    /// <summary>The words below the block, page by page: those far below may never have been written to, or not be there.</summary>
    ReadOnlySpan<ulong> Below(ThreadStack thread)
    {
        _window.AsSpan().Clear();
        ulong end = thread.ControlBlock!.Value.Value;
        for (int left = end > Farthest ? Farthest : 0; left > 0;)
        {
            int length = Math.Min(left, (int)((end - 1) % Bytes.PageSize) + 1);
            end -= (ulong)length;
            left -= length;
            memory.Read(new Address(end), _window.AsSpan(left, length));
        }
        return MemoryMarshal.Cast<byte, ulong>(_window);
    }
}
