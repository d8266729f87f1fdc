using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Files;

/// <summary>
/// Threads of a dump. It prints the page of the last Java frame: the mapping around it is the thread's stack, unless it is
/// larger than a stack is, because the kernel made one mapping of it and a neighbour.
/// </summary>
static class SavedThreads
{
    public static IReadOnlyList<ThreadStack> Of(ThreadDump? dump, IReadOnlyList<Mapping> mappings, Bytes stackSize)
    {
        if (dump is null)
            return [];
        Address[] starts = [.. mappings.Select(mapping => mapping.Range.Start)];
        List<ThreadStack> threads = [];
        foreach (DumpedThread thread in dump.Threads)
        {
            if (thread.NativeId is >= 1 and <= int.MaxValue and var id)
                threads.Add(new ThreadStack((int)id, thread.Name, StackOf(thread, mappings, starts, stackSize)));
        }
        return threads;
    }

    static AddressRange? StackOf(DumpedThread thread, IReadOnlyList<Mapping> mappings, Address[] starts, Bytes most)
    {
        if (thread.StackPointer is not { } pointer || mappings.Count == 0)
            return null;
        int index = Array.BinarySearch(starts, pointer);
        index = index >= 0 ? index : ~index - 1;
        if (index < 0 || !mappings[index].Range.Contains(pointer) || !mappings[index].IsWritablePrivate || !mappings[index].IsAnonymous)
            return null;
        AddressRange range = mappings[index].Range;
        return range.Length <= most ? range : null;
    }
}
