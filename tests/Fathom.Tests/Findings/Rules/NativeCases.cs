using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Findings;
using Fathom.Findings.Rules;

namespace Fathom.Tests.Findings.Rules;

/// <summary>Figures of the lab's programs jni-malloc, jni-mmap, globalref, GetStringUTF, lib-jna, unsafe, ffm, mmap.</summary>
static class NativeRows
{
    internal static readonly CensusRow Foo = new() { Owner = "libfoo.so", Structure = "struct with handler at 0", Confidence = Fathom.Accounting.Confidence.Likely, Count = 250_000, SizeClasses = [new(1008)] };

    internal static readonly CensusRow Nobodys = new() { Structure = "blocks of 1,008 B: text", Confidence = Fathom.Accounting.Confidence.Possible, Count = 250_000, SizeClasses = [new(1008)] };

    internal static readonly CensusRow InNumbers = Nobodys with { Holder = "long[]", Referrer = "com.example.Map.addresses", Reachable = Reachable.Java };

    internal static readonly CensusRow Other = new() { Owner = "libjvm.so", Structure = "Other", NmtTag = "Other", Count = 300, SizeClasses = [Bytes.FromMiB(2)] };

    internal static readonly CensusRow Jna = new()
    {
        Owner = "libjnidispatch.so",
        Structure = "JNA memory block",
        Remedy = "close-memory",
        Confidence = Fathom.Accounting.Confidence.Likely,
        Count = 200_000,
        Holder = "com.sun.jna.Memory",
        Referrer = "com.example.Images.all",
        Reachable = Reachable.Java,
        SizeClasses = [new(1008)],
    };
}

sealed class LibraryBlockCases : IRuleCases
{
    public string Rule => "FTH020";

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Census(NativeRows.Foo, 247).Library().Case(),
        Observed.Idle.Census(NativeRows.Foo with { Reachable = Reachable.Lost }, 247).Case(),
        Observed.Idle.Census(NativeRows.Nobodys, 247).Heap().Library().Figures(figures => figures with { UsesUnsafe = false, UsesArenas = false }).Case(),
        Observed.Idle.Census(BufferRows.Segments, 200).Figures(figures => figures with { UsesUnsafe = false, UsesArenas = false, UsesDowncalls = true }).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Observed.Idle.Census(NativeRows.Nobodys, 247).Heap().Case(), // nobody is there that it may belong to
        Observed.Idle.Census(NativeRows.Nobodys, 247).Heap().Library().Figures(figures => figures with { UsesUnsafe = true }).Case(),
        Observed.Idle.Census(NativeRows.Jna, 200).Library().Case(),
        Observed.Idle.Census(StreamRows.Dropped, 360).Library().Case(),
        Observed.Idle.Census(BufferRows.Kept, 300).Library().Case(),
    ];
}

public sealed class LostBlocksTests
{
    [Fact]
    public void Of_a_library_that_also_keeps_blocks_those_that_are_lost_are_told()
    {
        CensusRow lost = NativeRows.Foo with { Count = 10_007, Reachable = Reachable.Lost };
        Case seen = Observed.Idle.Census(NativeRows.Foo with { Reachable = Reachable.Native }, 247).Census(lost, 31).Library().Case();

        Finding finding = new LibraryBlocks().Judge(seen)!;

        Assert.Equal(Bytes.FromMiB(31), finding.Bytes);
        Assert.StartsWith("10,007 blocks of libfoo.so are lost", finding.Title, StringComparison.Ordinal);
        Assert.Null(finding.Undecided);
    }

    [Fact]
    public void A_few_lost_blocks_do_not_hide_those_that_are_kept()
    {
        Case seen = Observed.Idle.Census(NativeRows.Foo with { Reachable = Reachable.Native }, 247).Census(NativeRows.Foo with { Count = 3, Reachable = Reachable.Lost }, 1).Library().Case();

        Finding finding = new LibraryBlocks().Judge(seen)!;

        Assert.Equal(Bytes.FromMiB(248), finding.Bytes);
        Assert.NotNull(finding.Undecided);
    }
}

sealed class LibraryMappingCases : IRuleCases
{
    public string Rule => "FTH021";

    static Case Unexplained(Observed observed, long mib)
    {
        Case seen = observed.Case();
        Fathom.Accounting.Amounts amounts = new(Bytes.FromMiB(mib), Bytes.Zero, Bytes.Zero, null);
        Bytes all = seen.Resident + amounts.Resident;
        return seen with { Ledger = seen.Ledger with { Unexplained = amounts, Resident = all }, Snapshot = seen.Snapshot with { Status = seen.Snapshot.Status with { Resident = all } } };
    }

    static Observed Known => Observed.Idle.Jvm(jvm => jvm with { Ranges = [new JvmRange(new AddressRange(new Address(0x1000), new Address(0x2000)), JvmPart.Heap, "eden")] });

    public IEnumerable<Case> Fires => [Unexplained(Known.Library(), 300)];

    public IEnumerable<Case> Silent =>
    [
        Known.Library().Case(),
        Unexplained(Known, 1),
        Unexplained(Observed.Idle.Library(), 300), // the JVM's own parts are not known
    ];
}

sealed class JniReferenceCases : IRuleCases
{
    public string Rule => "FTH022";

    static readonly CensusRow Blocks = new() { Owner = "libjvm.so", Structure = "JNI or VM reference block", Count = 31_256 };

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Census(Blocks, 19).Figures(figures => figures with { JniReferences = new JniReferences(2_000_004, 0, 31_251) }).Case(),
        Observed.Idle.Census(Blocks with { Structure = "JNI reference block", Count = 62_500 }, 19).Case(), // JDK 8
        Pasted.Texts(22).Figures(figures => figures with { JniReferences = new JniReferences(1_997_004, 0, 0) }).Case(),
        Pasted.Texts(22).Figures(figures => figures with { JniReferences = new JniReferences(13, 1_996_991, 0) }).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Observed.Idle.Census(Blocks, 19).Figures(figures => figures with { JniReferences = new JniReferences(40, 0, 2) }).Case(), // interned strings
        Observed.Idle.Census(Blocks, 19).Case(),
        Pasted.Texts(22).Figures(figures => figures with { JniReferences = new JniReferences(4_000, 20, 0) }).Case(),
    ];
}

sealed class JniArrayCases : IRuleCases
{
    public string Rule => "FTH019";

    internal static readonly CensusRow Internal = new() { Owner = "libjvm.so", Structure = "Internal", NmtTag = "Internal", Count = 200_000, SizeClasses = [new(1024)] };

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Census(Internal, 197).Tracked().Case(),
        Observed.Idle.Census(Internal, 197).Tracked().Version("1.8.0_504-b08").Library().Case(),
        Pasted.Texts(199).Nmt("Internal", 189, 201686).Case(),
    ];

    /// <summary>On JDK 8 without a library that could ask for copies it is memory of Unsafe, which has the same tag there.</summary>
    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Tracked().Case(),
        Observed.Idle.Census(Internal, 197).Case(),
        Observed.Idle.Census(Internal with { Count = 70 }, 20).Tracked().Case(),
        Observed.Idle.Census(Internal, 197).Tracked().Version("1.8.0_504-b08").Case(),
        Pasted.Texts(199).Nmt("Internal", 2, 3000).Case(),
        Pasted.Texts(199).Nmt("Internal", 189, 70).Case(),
        Pasted.Texts(2).Nmt("Internal", 189, 201686).Case(),
        Pasted.Texts(199).Nmt("Internal", 189, 201_686).Version("1.8.0_504-b08").Case(),
    ];
}

sealed class JnaMemoryCases : IRuleCases
{
    public string Rule => "FTH017";

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Census(NativeRows.Jna, 200).Case(),
        Pasted.Texts(198).Histograms(("com.sun.jna.Memory", 200003, 200003)).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(), Observed.Idle.Census(NativeRows.InNumbers with { Holder = "java.lang.Long" }, 200).Case(),
        Pasted.Texts(198).Histograms(("com.sun.jna.Memory", 200003, 3)).Case(),
        Pasted.Texts(198).Histograms(("com.sun.jna.Memory", 40, 40)).Case(),
        Pasted.Texts(5).Histograms(("com.sun.jna.Memory", 200_003, 200_003)).Case(),
    ];
}

sealed class UnsafeMemoryCases : IRuleCases
{
    public string Rule => "FTH034";

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Census(NativeRows.Other, 300).Tracked().Case(),
        Observed.Idle.Census(JniArrayCases.Internal, 197).Tracked().Version("1.8.0_504-b08").Case(),
        Observed.Idle.Census(JniArrayCases.Internal with { Holder = "long[]", Reachable = Reachable.Java }, 197).Tracked().Version("1.8.0_504-b08").Library().Case(),
        Observed.Idle.Census(NativeRows.InNumbers, 247).Case(),
        Observed.Idle.Census(NativeRows.InNumbers, 247).Library().Case(),
        Observed.Idle.Census(NativeRows.Nobodys, 247).Heap().Figures(figures => figures with { UsesUnsafe = true, UsesArenas = false }).Case(),
        Pasted.Texts(4, 311).Histograms().Nmt("Other", 308, 307).Case(),
        Pasted.Texts(4, 311).Histograms(("java.nio.DirectByteBuffer$Deallocator", 9, 9)).Nmt("Other", 308, 3070).Case(),
        Pasted.Texts(4, 311).Histograms(("java.nio.DirectByteBuffer$Deallocator", 9, 9)).Nmt("Other", 308, 3070).Direct(9, 2).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Observed.Idle.Census(NativeRows.Nobodys, 247).Heap().Case(),
        Observed.Idle.Census(NativeRows.Nobodys, 247).Heap().Library().Figures(figures => figures with { UsesUnsafe = true, UsesArenas = false }).Case(),
        Observed.Idle.Census(BufferRows.Segments, 200).Case(),
        Observed.Idle.Census(NativeRows.InNumbers with { Holder = "io.netty.buffer.PooledUnsafeDirectByteBuf" }, 200).Case(),
        Pasted.Texts(4, 311).Histograms(("java.nio.DirectByteBuffer$Deallocator", 300, 300)).Nmt("Other", 308, 307).Case(),
        Pasted.Texts(4, 311).Histograms(("io.netty.buffer.PoolChunk", 12, 12)).Nmt("Other", 308, 307).Case(),
        Pasted.Texts(4, 311).Histograms(("jdk.internal.foreign.NativeMemorySegmentImpl", 300, 300)).Nmt("Other", 308, 307).Case(),
        Pasted.Texts(4, 311).Nmt("Other", 308, 307).Case(),
        Pasted.Texts(4, 3).Histograms().Nmt("Other", 308, 307).Case(),
    ];
}

sealed class ArenasNotClosedCases : IRuleCases
{
    public string Rule => "FTH035";

    static readonly CensusRow Gone = BufferRows.Segments with { Holder = null, Reachable = Reachable.Unknown };

    public IEnumerable<Case> Fires =>
    [
        Observed.Idle.Census(BufferRows.Segments, 200).Direct(0, 0).Figures(figures => figures with { UsesArenas = true, UsesDowncalls = false }).Case(),
        Observed.Idle.Census(BufferRows.Segments, 100).Census(Gone, 100).Case(),
        Observed.Idle.Census(BufferRows.Segments with { Reachable = Reachable.Java, Referrer = "com.example.Tables.open" }, 200).Case(),
        Observed.Idle.Census(NativeRows.Other, 300).Tracked().Heap().Figures(figures => figures with { UsesUnsafe = false, UsesArenas = true }).Case(),
        Observed.Idle.Census(Gone, 200).Heap().Figures(figures => figures with { UsesUnsafe = false, UsesArenas = true }).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Observed.Idle.Census(BufferRows.Segments, 200).Direct(200, 200).Case(), // automatic ones
        Observed.Idle.Census(BufferRows.Segments, 200).Figures(figures => figures with { UsesArenas = false, UsesDowncalls = true }).Case(),
        Observed.Idle.Census(Gone, 200).Heap().Case(),
        Observed.Idle.Census(Gone, 200).Heap().Library().Figures(figures => figures with { UsesUnsafe = false, UsesArenas = true }).Case(),
        Observed.Idle.Census(NativeRows.Other, 300).Tracked().Case(),
    ];
}

sealed class MappedFileCases : IRuleCases
{
    public string Rule => "FTH038";

    public IEnumerable<Case> Fires => [Observed.Idle.On("files/mapped/index.bin", 300).Case(), Private];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Observed.Idle.On("files/libraries/libfoo.so", 300).Case(), Observed.Idle.On("files/mapped/locale-archive", 3).Case()];

    /// <summary>Written privately: pages that are no longer the file's.</summary>
    internal static Case Private
    {
        get
        {
            AddressRange range = new(new Address(0x7e0000000000), new Address(0x7e0000000000) + (300 << 20));
            PageRuns.Builder pages = new();
            pages.Add(new PageRun(range.Start, range.Length.Value / Bytes.PageSize, PageKind.Present));
            PageRuns runs = pages.Build();
            return Observed.Idle.On("files/mapped/index.bin", 300).With(snapshot => snapshot with
            {
                Mappings = [new Mapping(range, Access.Read | Access.Write, 0, new Device(8, 1), 17, "/data/index.bin", false)],
                Pages = runs,
            }).Case();
        }
    }
}
