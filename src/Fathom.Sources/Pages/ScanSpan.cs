using Fathom.Evidence;

namespace Fathom.Sources.Pages;

/// <summary>A stretch of the address space that is asked about with one question.</summary>
/// <param name="AsksForFile">
/// Whether a page is the file's own or a private copy. The kernel must look at each page's struct to say it: 10 ms
/// for a GiB instead of 3, so it is asked only where the answer is not known beforehand.
/// </param>
readonly record struct ScanSpan(ulong Start, ulong End, bool AsksForFile)
{
    /// <summary>Neighbours with the same question are one span, holes between them included.</summary>
    public static List<ScanSpan> Of(IReadOnlyList<Mapping> mappings)
    {
        List<ScanSpan> spans = [];
        foreach (Mapping mapping in mappings)
        {
            // The gate page lies above the address space that the scan may name (TASK_SIZE).
            if (mapping.Name == "[vsyscall]")
                continue;
            bool asks = AsksFor(mapping);
            (ulong start, ulong end) = (mapping.Range.Start.Value, mapping.Range.End.Value);
            if (spans.Count > 0 && spans[^1].AsksForFile == asks)
                spans[^1] = spans[^1] with { End = end };
            else
                spans.Add(new ScanSpan(start, end, asks));
        }
        return spans;
    }

    // A private file mapping holds both kinds. A shared one of a device may hold pages that are no memory at all
    // (PFNMAP): those have no struct page and so are not "file" either.
    static bool AsksFor(Mapping mapping) =>
        mapping.IsFile && ((mapping.Access & Access.Shared) == 0 || mapping.MayBeDevice);
}
