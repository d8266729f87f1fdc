using Fathom.Evidence;
using Fathom.Sources.Elf;
using Fathom.Sources.Pages;

namespace Fathom.Sources.Core;

/// <summary>
/// The pages that a core holds. The kernel writes a page that was never touched as a hole (fs/coredump.c, dump_skip),
/// so holes of the file are not counted; a copy that filled them says too much, and the answer says so.
/// </summary>
sealed class CorePages(CoreFile core) : IPages
{
    public Result<PageRuns> Scan(IReadOnlyList<Mapping> mappings)
    {
        PageRuns.Builder runs = new();
        foreach (ProgramHeader segment in core.Segments)
        {
            if (segment.VirtualAddress % Bytes.PageSize == 0)
                Add(runs, segment);
        }
        return runs.Build();
    }

    void Add(PageRuns.Builder runs, ProgramHeader segment)
    {
        long at = (long)segment.Offset;
        long end = (long)Math.Min(segment.Offset + segment.FileSize, (ulong)core.Length.Value);
        Address? last = null;
        while (core.NextData(at, end) is { } data)
        {
            Address first = new Address(segment.VirtualAddress) + (data.Start - (long)segment.Offset);
            Address from = last is { } covered && covered > first.PageFloor ? covered : first.PageFloor;
            Address to = (new Address(segment.VirtualAddress) + (data.End - (long)segment.Offset) + (Bytes.PageSize - 1)).PageFloor;
            if (to > from)
                runs.Add(new PageRun(from, (to - from) / Bytes.PageSize, PageKind.Present));
            last = to;
            at = data.End;
        }
    }
}
