using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources.HotSpot.Nmt;

namespace Fathom.Sources.Census;

/// <summary>Chunks with an object that the JVM has in a list: they are what the list is of, whatever stands in them.</summary>
sealed class ListedObjects(ChunkIndex index, ChunkSorter sorter, Lineage lineage, RootScan roots)
{
    /// <summary>Before 15 a thread begins at a multiple of this (oops/markOop.hpp, biased_lock_alignment).</summary>
    const ulong Alignment = 2048;

    /// <summary>Before links are followed: what these chunks lead to is theirs.</summary>
    public void Own(IReadOnlyList<JvmObject> objects)
    {
        Dictionary<string, int> numbers = [];
        Dictionary<(int Root, ushort Group), long> counts = [];
        foreach (JvmObject each in objects)
        {
            ChunkRef chunk = index.FindInside(each.At.Value);
            if (!chunk.Found || GroupOf(chunk) is not (> GroupTable.Rest and var group) || lineage.IsDerived(group) || !Fits(chunk, each))
                continue;
            if (!numbers.TryGetValue(each.Type, out int root))
                numbers[each.Type] = root = roots.Add(RootKind.JvmObjects, each.Type);
            ushort made = lineage.Listed(root, group, each.At.Value - chunk.User > NmtHeader.Length);
            index.SetGroup(chunk, made);
            counts[(root, made)] = counts.GetValueOrDefault((root, made)) + 1;
        }
        foreach (((int root, ushort group), long count) in counts)
            roots.Note(root, group, count);
    }

    ushort GroupOf(in ChunkRef chunk) => index.GroupOf(chunk) is var group && group == GroupTable.NotLooked ? sorter.Sort(chunk) : group;

    /// <summary>What was freed since is no longer that long.</summary>
    bool Fits(in ChunkRef chunk, JvmObject each)
    {
        ulong into = each.At.Value - chunk.User, size = sorter.SizeOf(chunk), needed = into + (ulong)each.Size.Value;
        return into <= Alignment && size >= needed && size <= needed + (2 * Alignment);
    }
}
