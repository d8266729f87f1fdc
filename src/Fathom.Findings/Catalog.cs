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
        new FilesOfOtherProcess(),
        new FilesOfOtherTime(),
        new FilesInOtherUnits(),
        new FinalizersWaiting(),
        new JarsOpen(),
        new ZstdContexts(),
        new SqliteConnections(),
        new JnaMemory(),
        new StreamsLost(),
        new FilesInMemory(),
        new OtherProcesses(),
        new KernelMemory(),
        new PageCache(),
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
        new LoadersKept(),
        new ClassesGenerated(),
        new StringsInterned(),
        new NamesGenerated(),
        new CodeCache(),
        new HugePages(),
        new ManyThreads(),
        new DeepStacks(),
        new HeapCountedTwice(),
        new HeapTouched(),
        new HeapNotReturned(),
        new CompilerPeak(),
        new RaisedThreshold(),
        new FreeMemoryKept(),
        new GrowingBlocks(),
        new GcStructures(),
        new MetaspaceLarge(),
        new ManyArenas(),
        new AllocatorReplaced(),
        new FreedLazily(),
        new Oversized(),
        new Swapped(),
        new ReservedOnly(),
        new NeverTouched(),
        new MallocUnknown(),
        new OutsideNmt(),
        new AnonymousUnknown(),
    ];
}
