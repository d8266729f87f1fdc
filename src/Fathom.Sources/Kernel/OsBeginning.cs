using Fathom.Evidence;
using Fathom.Sources.Formats.Strace;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Kernel;

/// <summary>What a process had mapped when it began to be followed.</summary>
static class OsBeginning
{
    /// <summary>glibc 2.36 malloc/arena.c: HEAP_MAX_SIZE.</summary>
    const ulong ArenaHeap = 64 << 20;

    public static void Take(int pid, TracedSpace space)
    {
        DirectoryFiles files = DirectoryFiles.OfProcess(pid);
        if (files.Read("maps", Limits.ProcFileBytes).Try(out byte[]? text, out _))
            Take(MapsText.Parse(text, files.Place + "/maps").Value, space);
    }

    public static void Take(IReadOnlyList<Mapping> mappings, TracedSpace space)
    {
        for (int i = 0; i < mappings.Count; i++)
        {
            Mapping mapping = mappings[i];
            if (mapping.IsKernelData || mapping.Range.Start.Value >= Limits.GateSpaceStart)
                continue;
            bool isUsable = (mapping.Access & (Access.Read | Access.Write | Access.Execute)) != 0;
            space.Begin(new LiveRange(mapping.Range.Start.Value, mapping.Range.End.Value, 0, KindOf(mappings, i), isUsable));
        }
    }

    static RangeKind KindOf(IReadOnlyList<Mapping> mappings, int at) => mappings[at] switch
    {
        { IsFile: true } => RangeKind.File,
        { Name: "[heap]" } => RangeKind.Break,
        { Name: "[stack]" } => RangeKind.Stack,
        _ => IsArena(mappings, at) ? RangeKind.ArenaHeap : RangeKind.Memory,
    };

    /// <summary>A heap lies in 64 MiB of its own: what is used of it first, and then the rest, without access, up to the end.</summary>
    static bool IsArena(IReadOnlyList<Mapping> mappings, int at)
    {
        ulong start = mappings[at].Range.Start.Value, floor = start / ArenaHeap * ArenaHeap;
        int first = start == floor ? at : at - 1;
        if (first < 0 || mappings[first].Range.Start.Value != floor || !mappings[first].IsWritablePrivate || mappings[first].IsFile)
            return false;
        ulong end = mappings[first].Range.End.Value;
        if (end == floor + ArenaHeap)
            return at == first;
        return first + 1 < mappings.Count && mappings[first + 1] is { IsFile: false, Access: Access.None } rest
            && rest.Range.Start.Value == end && rest.Range.End.Value == floor + ArenaHeap;
    }
}
