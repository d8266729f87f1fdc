using Fathom.Findings.Rules;

namespace Fathom.Findings;

/// <summary>
/// Every rule. Where two want the same bytes with the same confidence the earlier one has them: what names a cause
/// stands before what names a place.
/// </summary>
public static class Catalog
{
    public static IReadOnlyList<Rule> Rules { get; } =
    [
        new FilesInMemory(),
        new OtherProcesses(),
        new KernelMemory(),
        new PageCache(),
        new StreamsKept(),
        new StreamsDropped(),
        new DirectBuffersKept(),
        new DirectBuffersDropped(),
        new FreeMemoryKept(),
        new GrowingBlocks(),
    ];
}
