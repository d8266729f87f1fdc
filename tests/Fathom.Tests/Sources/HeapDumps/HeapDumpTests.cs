using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.HeapDumps;
using Fathom.Sources.HeapDumps;

namespace Fathom.Tests.Sources.HeapDumps;

public sealed class HeapDumpTests
{
    const ulong ObjectClass = 0x100000, Reference = 0x100100, Phantom = 0x100200, Cleanable = 0x100300, Stream = 0x100400, Inflater = 0x100500,
        Orders = 0x100600, Array = 0x100700, Buffer = 0x100800, Direct = 0x100900, Cleaner = 0x100A00, Loader = 0x100B00, Handle = 0x100C00, Plugin = 0x100D00, Weak = 0x100E00;

    const ulong Heap = 0x200000;

    static HeapDump Read(byte[] bytes, List<Gap>? gaps = null) => HeapDumpLook.Of(new ArrayDump(bytes), "x.hprof", gaps ?? [])!;

    static DumpedOwner Owner(HeapDump dump, string owns) => Assert.Single(dump.Owners, owner => owner.Owns == owns);

    static DumpBuilder Classes(int idLength, params (string, ulong)[] statics)
    {
        DumpBuilder dump = new(idLength);
        dump.Class(ObjectClass, "java.lang.Object");
        dump.Class(Reference, "java.lang.ref.Reference", ObjectClass, [("referent", 2), ("next", 2)]);
        dump.Class(Phantom, "java.lang.ref.PhantomReference", Reference);
        dump.Class(Weak, "java.lang.ref.WeakReference", Reference);
        dump.Class(Cleanable, "jdk.internal.ref.CleanerImpl$PhantomCleanableRef", Phantom, [("action", 2), ("prev", 2)]);
        dump.Class(Cleaner, "jdk.internal.ref.Cleaner", Phantom, [("thunk", 2), ("prev", 2)]);
        dump.Class(Stream, "java.util.zip.Inflater$InflaterZStreamRef", ObjectClass, [("address", 11)]);
        dump.Class(Inflater, "java.util.zip.Inflater", ObjectClass, [("zsRef", 2)]);
        dump.Class(Buffer, "java.nio.Buffer", ObjectClass, [("address", 11), ("capacity", 10)]);
        dump.Class(Direct, "java.nio.DirectByteBuffer", Buffer, [("att", 2), ("cleaner", 2)]);
        dump.Class(Array, "[Ljava.lang.Object;", ObjectClass);
        dump.Class(Loader, "java.lang.ClassLoader", ObjectClass);
        dump.Class(Orders, "com.example.Orders", ObjectClass, [("cache", 2)], statics);
        return dump;
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Streams_are_told_by_who_keeps_them(int idLength)
    {
        DumpBuilder dump = Classes(idLength, ("all", Heap + 0x100));
        dump.EndSegment();
        // Kept: static <- array <- Orders.cache <- Inflater <- stream; its Cleanable is in a list of the JDK's.
        dump.Array(Heap + 0x100, Array, Heap + 0x200, 0);
        dump.Instance(Heap + 0x200, Orders, Heap + 0x300);
        dump.Instance(Heap + 0x300, Inflater, Heap + 0x400);
        dump.Instance(Heap + 0x400, Stream, 0x7f00_1000L);
        dump.EndSegment();
        // Garbage, however a Cleanable leads to its stream.
        dump.Instance(Heap + 0x500, Inflater, Heap + 0x600);
        dump.Instance(Heap + 0x600, Stream, 0x7f00_2000L);
        dump.Instance(Heap + 0x700, Cleanable, Heap + 0x400, 0UL, Heap + 0x300, 0UL);
        dump.Instance(Heap + 0x800, Cleanable, Heap + 0x600, Heap + 0x700, Heap + 0x500, 0UL);
        // Ended.
        dump.Instance(Heap + 0x900, Stream, 0L);
        dump.Root(0x01, Heap + 0x800, idLength);
        List<Gap> gaps = [];

        HeapDump read = Read(dump.Bytes(), gaps);

        Assert.Empty(gaps);
        Assert.True(read.IsWhole);
        DumpedOwner streams = Owner(read, "a zlib inflate stream");
        Assert.Equal((3, 2, null), (streams.Count, streams.Open, streams.Native));
        Assert.Equal([(HolderState.Kept, "com.example.Orders.cache", 1, "static field"), (HolderState.Garbage, null, 1, null)],
            streams.Holders.Select(holder => (holder.State, holder.Referrer, holder.Count, holder.Root)).Order());
        Assert.Equal(["java.util.zip.Inflater.zsRef", "com.example.Orders.cache", "java.lang.Object[]", "com.example.Orders.all"],
            streams.Holders.Single(holder => holder.State == HolderState.Kept).Path);
        Assert.Equal(("jdk.internal.ref.CleanerImpl$PhantomCleanableRef", 1L), Assert.Single(read.GlobalReferences) is var one ? (one.ClassName, one.Count) : default);
        Assert.Equal(2, read.Classes.Single(each => each.Name == "java.util.zip.Inflater").Count);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Direct_buffers_count_each_address_once(int idLength)
    {
        DumpBuilder dump = Classes(idLength, ("buffers", Heap + 0x100));
        dump.Array(Heap + 0x100, Array, Heap + 0x200, Heap + 0x300, Heap + 0x400);
        dump.Instance(Heap + 0x200, Direct, 0UL, Heap + 0x600, 0x1000_0000L, 4096);
        // A slice of it, and one that wraps the same address by JNI.
        dump.Instance(Heap + 0x300, Direct, Heap + 0x200, 0UL, 0x1000_0100L, 256);
        dump.Instance(Heap + 0x400, Direct, 0UL, 0UL, 0x1000_0000L, 4096);
        dump.Instance(Heap + 0x500, Direct, 0UL, Heap + 0x700, 0x2000_0000L, 1000);
        dump.Instance(Heap + 0x600, Cleaner, 0UL, 0UL, Heap + 0x200, 0UL);
        dump.Instance(Heap + 0x700, Cleaner, 0UL, 0UL, Heap + 0x500, 0UL);

        HeapDump read = Read(dump.Bytes());

        DumpedOwner direct = Owner(read, "memory of allocateDirect"), foreign = Owner(read, "memory of JNI, FFM or Unsafe");
        Assert.Equal((2, new Bytes(5096), 0), (direct.Count, direct.Native, direct.Duplicates));
        Assert.Equal((1, Bytes.Zero, 1), (foreign.Count, foreign.Native, foreign.Duplicates));
        Assert.True(Owner(read, "a view of another direct buffer").IsShell);
        Assert.Equal([(HolderState.Kept, (Bytes?)new Bytes(4096)), (HolderState.Garbage, new Bytes(1000))], direct.Holders.Select(holder => (holder.State, holder.Native)).Order());
    }

    [Fact]
    public void A_weak_reference_keeps_nothing_and_a_thread_does()
    {
        DumpBuilder dump = Classes(8);
        dump.Instance(Heap + 0x100, Weak, Heap + 0x200, 0UL);
        dump.Instance(Heap + 0x200, Stream, 0x7f00_1000L);
        dump.Instance(Heap + 0x300, Orders, Heap + 0x400);
        dump.Instance(Heap + 0x400, Stream, 0x7f00_2000L);
        dump.Root(0x01, Heap + 0x100, 8);
        dump.Root(0x03, Heap + 0x300, 8);

        DumpedOwner streams = Owner(Read(dump.Bytes()), "a zlib inflate stream");

        Assert.Equal([(HolderState.Kept, "local variable"), (HolderState.Garbage, null)], streams.Holders.Select(holder => (holder.State, holder.Root)).Order());
    }

    [Fact]
    public void What_the_JVM_itself_keeps_is_no_garbage_though_no_root_says_so()
    {
        const ulong Thread = 0x101000, App = 0x101100;
        DumpBuilder dump = Classes(8);
        dump.Class(Thread, "java.lang.Thread", ObjectClass, [("eetop", 11), ("target", 2)]);
        dump.Class(App, "jdk.internal.loader.ClassLoaders$AppClassLoader", Loader);
        // One runs, one has ended; what the first has lives with it.
        dump.Instance(Heap + 0x100, Thread, 0x7f00_1000L, Heap + 0x300);
        dump.Instance(Heap + 0x200, Thread, 0L, Heap + 0x400);
        dump.Instance(Heap + 0x300, Stream, 0x7f00_2000L);
        dump.Instance(Heap + 0x400, Stream, 0x7f00_3000L);
        dump.Instance(Heap + 0x500, App);

        HeapDump read = Read(dump.Bytes());

        DumpedOwner threads = Owner(read, "a stack and a JavaThread");
        Assert.Equal((2, 1, HolderState.Kept, "thread"), (threads.Count, threads.Open, Assert.Single(threads.Holders).State, threads.Holders[0].Root));
        Assert.Equal([(HolderState.Kept, "thread"), (HolderState.Garbage, null)], Owner(read, "a zlib inflate stream").Holders.Select(holder => (holder.State, holder.Root)).Order());
        Assert.Equal((HolderState.Kept, "the JVM"), Assert.Single(Owner(read, "metaspace of its classes").Holders) is var loader ? (loader.State, loader.Root) : default);
    }

    [Fact]
    public void Garbage_that_leads_to_itself_has_a_path_that_ends()
    {
        DumpBuilder dump = Classes(8);
        dump.Instance(Heap + 0x100, Stream, 0x7f00_1000L);
        dump.Instance(Heap + 0x200, Orders, Heap + 0x100);
        dump.Instance(Heap + 0x300, Orders, Heap + 0x200);
        dump.Array(Heap + 0x400, Array, Heap + 0x300);
        dump.Array(Heap + 0x500, Array, Heap + 0x400);
        dump.Instance(Heap + 0x600, Orders, Heap + 0x500);
        dump.Array(Heap + 0x600 + 0x100, Array, Heap + 0x600);
        dump.Instance(Heap + 0x300 + 0x500, Orders, Heap + 0x700);
        dump.Array(Heap + 0x900, Array, Heap + 0x800);
        // A ring of two at the top.
        dump.Instance(Heap + 0xA00, Orders, Heap + 0xB00);
        dump.Array(Heap + 0xB00, Array, Heap + 0xA00, Heap + 0x900);

        DumpedHolder holder = Assert.Single(Owner(Read(dump.Bytes()), "a zlib inflate stream").Holders);

        Assert.Equal(HolderState.Garbage, holder.State);
        Assert.Equal(10, holder.Path.Count);
    }

    [Fact]
    public void Buffers_of_one_size_are_told()
    {
        DumpBuilder dump = Classes(8, ("buffers", Heap + 0x100));
        dump.Array(Heap + 0x100, Array, [.. Enumerable.Range(0, 7).Select(i => Heap + 0x200 + 0x100 * (ulong)i)]);
        for (int i = 0; i < 7; i++)
            dump.Instance(Heap + 0x200 + 0x100 * (ulong)i, Direct, 0UL, Heap + 0x1000, 0x1000_0000L + 0x10000 * i, i < 4 ? 8192 : 1000 + i);

        Assert.Equal(new DumpedSize(new Bytes(8192), 4), Assert.Single(Owner(Read(dump.Bytes()), "memory of allocateDirect").Holders).Alike);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Statics_of_a_loader_that_nothing_keeps_keep_nothing(bool isKept)
    {
        DumpBuilder dump = Classes(8);
        dump.Class(Plugin, "com.example.Plugin", ObjectClass, [], [("stream", Heap + 0x200)], loader: Heap + 0x100);
        dump.Instance(Heap + 0x100, Loader);
        dump.Instance(Heap + 0x200, Stream, 0x7f00_1000L);
        dump.Instance(Heap + 0x300, Plugin);
        dump.Root(isKept ? (byte)0x03 : (byte)0x90, Heap + 0x300, isKept ? 8 : 0);

        HeapDump read = Read(dump.Bytes());

        HolderState expected = isKept ? HolderState.Kept : HolderState.Garbage;
        Assert.Equal(expected, Assert.Single(Owner(read, "a zlib inflate stream").Holders).State);
        Assert.Equal(expected, Assert.Single(Owner(read, "metaspace of its classes").Holders).State);
    }

    [Fact]
    public void A_long_that_looks_like_an_address_is_told_by_its_field()
    {
        DumpBuilder dump = Classes(8, ("handle", Heap + 0x100));
        dump.Class(Handle, "com.example.Codec", ObjectClass, [("nativeHandle", 11)]);
        dump.Instance(Heap + 0x100, Handle, 0x7f00_1000L);
        dump.Instance(Heap + 0x200, Handle, 0L);
        // A number of another kind.
        dump.Instance(Heap + 0x300, Handle, 12L);

        DumpedOwner codecs = Assert.Single(Read(dump.Bytes()).Owners, owner => owner.ClassName == "com.example.Codec");

        Assert.Equal((2, 1), (codecs.Count, codecs.Open));
        Assert.Equal("com.example.Orders.handle", Assert.Single(codecs.Holders).Referrer);
    }

    [Fact]
    public void An_object_that_too_many_refer_to_is_not_called_garbage()
    {
        DumpBuilder dump = Classes(8);
        dump.Instance(Heap, Stream, 0x7f00_1000L);
        for (uint i = 1; i <= Limits.DumpReferrers + 1; i++)
            dump.Instance(Heap + 0x100 * i, Inflater, Heap);

        Assert.Equal(HolderState.Unknown, Assert.Single(Owner(Read(dump.Bytes()), "a zlib inflate stream").Holders).State);
    }

    [Fact]
    public void Sizes_are_learned_from_neighbours()
    {
        DumpBuilder dump = Classes(8);
        for (uint i = 0; i < 10; i++)
            dump.Instance(Heap + 24 * i, Inflater, 0UL);
        dump.Longs(Heap + 240, 2);
        dump.Longs(Heap + 272, 4);
        dump.Array(Heap + 320, Array, new ulong[10]);
        dump.Array(Heap + 376, Array, new ulong[10]);

        HeapDump read = Read(dump.Bytes());

        Assert.Equal([("java.lang.Object[]", 2, new Bytes(112)), ("java.util.zip.Inflater", 10, new Bytes(240)), ("long[]", 2, new Bytes(80))],
            read.Classes.OrderBy(one => one.Name, StringComparer.Ordinal).Select(one => (one.Name, one.Count, one.Shallow)));
    }

    [Fact]
    public void What_stands_before_a_cut_is_kept_and_nothing_is_called_garbage()
    {
        DumpBuilder dump = Classes(8);
        dump.Instance(Heap, Stream, 0x7f00_1000L);
        dump.Instance(Heap + 24, Stream, 0x7f00_2000L);
        byte[] bytes = dump.Bytes(withEnd: false);
        List<Gap> gaps = [];

        HeapDump read = Read(bytes[..^5], gaps);

        Assert.False(read.IsWhole);
        DumpedOwner streams = Owner(read, "a zlib inflate stream");
        Assert.Equal((1, HolderState.Unknown), (streams.Count, Assert.Single(streams.Holders).State));
        int lastRecord = bytes.Length - (1 + 8 + 4 + 8 + 4 + 8);
        Assert.Equal([Gaps.HeapDumpCut.At("x.hprof", null, lastRecord.ToString(System.Globalization.CultureInfo.InvariantCulture))], gaps);
    }

    [Fact]
    public void Absurd_counts_are_damage_in_their_segment_alone()
    {
        DumpBuilder dump = Classes(8);
        dump.Raw([0x23, 0, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 8]);
        dump.EndSegment();
        dump.Instance(Heap, Stream, 0x7f00_1000L);
        List<Gap> gaps = [];

        HeapDump read = Read(dump.Bytes(), gaps);

        Assert.Equal(1, Owner(read, "a zlib inflate stream").Count);
        Assert.Equal([Gaps.HeapDumpDamaged.Id], gaps.Select(gap => gap.Id));
    }

    [Fact]
    public void A_class_told_behind_its_objects_is_read_as_any_other()
    {
        const ulong Codec = 0x101000;
        DumpBuilder dump = Classes(8, ("all", Heap + 0x100));
        // More than what is looked through for classes.
        for (uint i = 1; i < 200; i++)
            dump.Longs(Heap + 0x100_0000 * i, 2000);
        dump.EndSegment();
        dump.Array(Heap + 0x100, Array, Heap + 0x200);
        dump.Instance(Heap + 0x200, Codec, Heap + 0x300, 0x7f00_2000L);
        dump.Instance(Heap + 0x300, Stream, 0x7f00_1000L);
        dump.Class(Codec, "com.example.Codec", ObjectClass, [("stream", 2), ("handle", 11)]);

        HeapDump read = Read(dump.Bytes());

        Assert.Equal(("com.example.Codec.stream", 1L), Assert.Single(Owner(read, "a zlib inflate stream").Holders) is var kept ? (kept.Referrer, kept.Count) : default);
        Assert.Equal(1, Assert.Single(read.Owners, owner => owner.ClassName == "com.example.Codec").Open);
        Assert.Equal((199, 1), (read.Classes.Single(one => one.Name == "long[]").Count, read.Classes.Single(one => one.Name == "com.example.Codec").Count));
    }

    /// <summary>As JDK 8 writes it: all objects in one segment, which several workers read from places between records that they find themselves.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_long_segment_is_the_same_in_parts(bool hasFalseRecords)
    {
        const int Rounds = 90_000, Filler = 40;
        DumpBuilder dump = Classes(8, ("all", Heap));
        dump.EndSegment();
        DumpBuilder records = new(8);
        for (uint i = 0; i < 40; i++)
            records.Instance(Heap + 0x8000_0000 + 16 * i, Inflater, 0UL);
        byte[] inner = records.Heap();
        ulong at = Heap + 0x100_0000;
        ulong[] nodes = new ulong[Rounds];
        for (int i = 0; i < Rounds; i++, at += 512)
        {
            nodes[i] = at;
            dump.Instance(at, Inflater, at + 24);
            dump.Instance(at + 24, Stream, (long)(0x7f00_0000 + at));
            dump.Longs(at + 48, Filler);
        }
        // An array that looks like objects where a part begins.
        for (int i = 0; i < 12 && hasFalseRecords; i++)
            dump.Bytes(at + 0x10_0000 * (ulong)i, Enumerable.Repeat(inner, 700).SelectMany(one => one).ToArray());
        dump.Array(Heap, Array, nodes);
        byte[] bytes = dump.Bytes();
        Assert.InRange(bytes.Length, 33 << 20, int.MaxValue);

        HeapDump read = Read(bytes);

        Assert.True(read.IsWhole);
        Assert.Equal((Rounds, Rounds, Rounds), (read.Classes.Single(one => one.Name == "java.util.zip.Inflater").Count, Owner(read, "a zlib inflate stream").Open!.Value, read.Classes.Single(one => one.Name == "long[]").Count));
        DumpedHolder kept = Assert.Single(Owner(read, "a zlib inflate stream").Holders);
        Assert.Equal((HolderState.Kept, "com.example.Orders.all"), (kept.State, kept.Referrer));
        Assert.Equal(["java.util.zip.Inflater.zsRef", "java.lang.Object[]", "com.example.Orders.all"], kept.Path);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void No_damage_makes_it_throw(int idLength)
    {
        DumpBuilder dump = Classes(idLength, ("all", Heap + 0x100));
        dump.Array(Heap + 0x100, Array, Heap + 0x200, Heap + 0x300);
        dump.Instance(Heap + 0x200, Inflater, Heap + 0x300);
        dump.Instance(Heap + 0x300, Stream, 0x7f00_1000L);
        dump.Instance(Heap + 0x400, Cleanable, Heap + 0x300, 0UL, Heap + 0x200, 0UL);
        dump.Instance(Heap + 0x500, Direct, 0UL, Heap + 0x400, 0x1000_0000L, 4096);
        dump.Longs(Heap + 0x600, 3);
        dump.Root(0x01, Heap + 0x500, idLength);

        Fuzz.Everywhere(dump.Bytes(), bytes => HeapDumpLook.Of(new ArrayDump(bytes), "x", []), 1000);
    }
}
