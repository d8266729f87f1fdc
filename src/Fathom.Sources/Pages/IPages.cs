using Fathom.Evidence;

namespace Fathom.Sources.Pages;

/// <summary>Which pages of a process are in memory, in swap, or shared zeros.</summary>
public interface IPages
{
    Result<PageRuns> Scan(IReadOnlyList<Mapping> mappings);
}
