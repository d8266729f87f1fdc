using Fathom.Evidence;
using Fathom.Sources.Elf;

namespace Fathom.Sources.Core;

/// <summary>PT_LOAD segments in address order without overlaps, as a process has its mappings.</summary>
static class CoreSegments
{
    internal static ProgramHeader[] Of(ProgramHeader[] all, string place, ICollection<Gap> gaps)
    {
        var loads = new List<ProgramHeader>(all.Length);
        foreach (ProgramHeader segment in all)
        {
            if (segment.Type == SegmentType.Load && segment.MemorySize > 0)
                loads.Add(segment);
        }
        loads.Sort(static (a, b) => a.VirtualAddress.CompareTo(b.VirtualAddress));
        int kept = 0;
        for (int i = 0; i < loads.Count; i++)
        {
            if (kept == 0 || loads[i].VirtualAddress >= loads[kept - 1].MemoryEnd)
                loads[kept++] = loads[i];
        }
        if (kept < loads.Count)
            gaps.Add(Gaps.ElfDamaged.At(place, null, "segments of memory overlap"));
        return [.. loads[..kept]];
    }

    /// <summary>The first segment that ends behind the address.</summary>
    internal static int FirstEndingAfter(IReadOnlyList<ProgramHeader> segments, ulong address)
    {
        int low = 0;
        int high = segments.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (segments[middle].MemoryEnd <= address)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
