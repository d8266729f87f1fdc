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
        new FinalizersWaiting(),
        new JarsOpen(),
        new ZstdContexts(),
        new SqliteConnections(),
        new JnaMemory(),
        new StreamsLost(),
        new StreamsKept(),
        new StreamsDropped(),
        new TemporaryBuffers(),
        new NettyBuffersNotReleased(),
        new NettyPool(),
        new ForeignBuffers(),
        new ExplicitGcDisabled(),
        new DirectBuffersKept(),
        new DirectBuffersDropped(),
        new SelectorsOpen(),
        new ArenasNotClosed(),
        new UnsafeMemory(),
        new JniReferencesKept(),
        new JniArrays(),
        new LibraryBlocks(),
        new LibraryMappings(),
        new MappedFiles(),
        new FreeMemoryKept(),
        new GrowingBlocks(),
    ];
}
