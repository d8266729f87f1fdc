using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Saved;
using Fathom.Tests.Sources;
using Fathom.Tests.Sources.Profiles;

namespace Fathom.Tests.Accounting.Profiles;

public sealed class ProfiledMemoryTests
{
    const string Inflater = "com.example.Orders.put;java.util.zip.Inflater.init;libzip.so!Java_java_util_zip_Inflater_init;";

    [Theory]
    [InlineData(Inflater + "libz.so.1.2.13!inflateInit2_;libc.so.6!malloc", "ZlibStream", "libz.so.1", null, true)]
    // The allocator may be linked in, and its frames may be called anything.
    [InlineData(Inflater + "libz.so.1!inflateInit2_;libjemalloc.so.2!prof_alloc;libjemalloc.so.2!anything", "ZlibStream", "libz.so.1", null, true)]
    [InlineData("librocksdbjni.so!rocksdb::Zlib_Compress;libz.so.1!deflateInit2_;malloc", "ZlibStream", "libz.so.1", "librocksdbjni.so", false)]
    [InlineData("libz.so.1!deflateInit2_;malloc", "ZlibStream", "libz.so.1", null, false)]
    // A JDK of its own zlib, without symbols.
    [InlineData("libzip.so!;libzip.so!;malloc", "Jdk", "libzip.so", null, true)]
    [InlineData("libfoo.so!Java_com_example_Foo_copy;libjvm.so!jni_GetStringUTFChars;libjvm.so!os::malloc(unsigned long, MEMFLAGS);malloc", "JniCopy", "libjvm.so", "libfoo.so", false)]
    [InlineData("com.example.Orders.put;java.nio.DirectByteBuffer.<init>;libjvm.so!Unsafe_AllocateMemory0;libjvm.so!os::malloc(unsigned long, MEMFLAGS);malloc", "Unsafe", "libjvm.so", null, true)]
    [InlineData("libjvm.so!SymbolTable::create_table();libjvm.so!AllocateHeap(unsigned long);malloc", "Jvm", "libjvm.so", null, false)]
    // What the C library and C++ allocate is somebody else's.
    [InlineData("libfoo.so!parse;libstdc++.so.6!std::string::reserve;libc.so.6!strdup;malloc", "Library", "libfoo.so", null, false)]
    [InlineData("libc.so.6!__clone3;libc.so.6!start_thread;malloc", "Unknown", "", null, false)]
    [InlineData("malloc", "Unknown", "", null, false)]
    [InlineData("", "Unknown", "", null, false)]
    // The profiler's own frames are nobody's fault.
    [InlineData("libc.so.6!start_thread;libasyncProfiler.so!Profiler::run;libasyncProfiler.so!Dictionary::add;malloc", "Unknown", "", null, false)]
    [InlineData("libzstd-jni-1.5.5.so!Java_com_github_luben_zstd_Zstd_init;libzstd-jni-1.5.5.so!ZSTD_createCCtx;malloc", "ZstdContext", "libzstd-jni-1.5.5.so", null, false)]
    // Without libraries, by names alone.
    [InlineData("com/example/Orders.put_[j];Java_java_util_zip_Inflater_init;inflateInit2_;malloc", "ZlibStream", "", null, true)]
    [InlineData("main;parse_all;strdup;malloc", "Function", "", null, false)]
    [InlineData("com.example.Orders.put", "Function", "", null, true)]
    [InlineData("main;parse.part.0;malloc", "Function", "", null, false)]
    public void Who_is_named(string stack, string use, string library, string? asker, bool isJavas)
    {
        ProfiledUse only = Assert.Single(Of(MadeProfile.Of((stack, 1 << 20, 4))).Uses);

        Assert.Equal((Enum.Parse<NativeUse>(use), library, asker, isJavas), (only.Kind, only.Library, only.Asker, only.IsJavas));
        Assert.Equal((1 << 20, 4L), (only.InUse.Value, only.Blocks));
    }

    [Fact]
    public void The_method_that_called_is_the_first_that_is_not_the_JDKs()
    {
        ProfiledMemory memory = Of(MadeProfile.Of((Inflater + "libz.so.1!inflateInit2_;malloc", 100, 1), ("java.lang.Thread.run;" + Inflater[(Inflater.IndexOf(';') + 1)..] + "libz.so.1!inflate;malloc", 40, 1)));

        ProfiledUse streams = Assert.Single(memory.Uses);
        Assert.Equal(("inflateInit2_", "com.example.Orders.put", 140L), (streams.Function, streams.Java, streams.InUse.Value));
    }

    [Fact]
    public void Nothing_is_lost_and_nothing_counts_twice()
    {
        foreach (string name in (string[])["jeprof.4242.1.i1.heap", "shop.0003.heap"])
        {
            AllocationProfile profile = SavedProfiles.Profile(name);
            ProfiledMemory memory = Of(profile);
            // Roundings of a few uses.
            Assert.Equal(SavedProfiles.TotalSaid(name.StartsWith("je", StringComparison.Ordinal) ? "jeprof.1.inuse_space.txt" : "shop.0003.inuse_space.txt"), memory.Total.Value, 2.0);
            Assert.Equal(memory.Total.Value, memory.Uses.Sum(use => use.InUse.Value), (double)memory.Uses.Count);
        }
    }

    [Fact]
    public void Dumps_are_a_series_by_their_numbers_however_they_were_given()
    {
        ProfiledMemory memory = Assert.Single(ProfiledMemory.All(Saved(Dump(3, 900), Dump(1, 100), Dump(2, 500))));

        Assert.Equal([100L, 500, 900], memory.Growth!.Totals.Select(total => total.Value));
        Assert.Equal((900L, 100L), (memory.Uses[0].InUse.Value, memory.Uses[0].Before?.Value));
        Assert.Equal(("libfoo.so+", true), (memory.Growth.Stack[0] + "+", memory.Growth.IsSteady));

        static AllocationProfile Dump(long number, long bytes) => MadeProfile.Dump(number, ("libfoo.so!libfoo.so;malloc", bytes, 1));
    }

    [Theory]
    [InlineData(true, 100, 400, 900)]
    [InlineData(false, 100, 900, 900)]
    [InlineData(false, 100, 900)]
    [InlineData(false, 100, 900, 300, 1000)]
    public void A_start_that_is_over_is_no_steady_growth(bool isSteady, params int[] dumps)
    {
        ProfiledMemory memory = Assert.Single(ProfiledMemory.All(Saved([.. dumps.Select((bytes, i) => MadeProfile.Dump(i, ("libfoo.so!put;malloc", bytes, 1)))])));

        Assert.Equal(isSteady, memory.Growth!.IsSteady);
    }

    /// <summary>Nobody is called by an address.</summary>
    [Fact]
    public void Addresses_without_a_file_are_one_use_of_nobody()
    {
        ProfiledMemory memory = Of(SavedProfiles.Of("heap profile: 2: 300 [2: 300] @ heapprofile\n1: 100 [1: 100] @ 0xa 0xb\n1: 200 [1: 200] @ 0xc 0xd\n"));

        ProfiledUse only = Assert.Single(memory.Uses);
        Assert.Equal((NativeUse.Unnamed, 300L, 300L), (only.Kind, only.InUse.Value, memory.Unplaced.Value));
    }

    [Fact]
    public void Profiles_of_unknown_order_are_no_series() =>
        Assert.All(ProfiledMemory.All(Saved(MadeProfile.Of(("libfoo.so!put;malloc", 1, 1)), MadeProfile.Of(("libfoo.so!put;malloc", 9, 1)))), memory => Assert.Null(memory.Growth));

    /// <summary>A recording counts from its own beginning; profiles of two processes have times, too.</summary>
    [Fact]
    public void Times_make_a_series_only_of_one_address_space()
    {
        AllocationProfile made = MadeProfile.Of(("libfoo.so!put;malloc", 1 << 20, 1));
        Mapping[] Mapped(ulong at) => [new(new AddressRange(new Address(at), new Address(at + 4096)), Access.Read, 0, default, 1, "/opt/lib/libfoo.so", false)];
        AllocationProfile At(int hour, ulong at) => made with { TakenAt = new DateTimeOffset(2026, 11, 22, hour, 0, 0, TimeSpan.Zero), Mappings = at == 0 ? [] : Mapped(at) };

        Assert.NotNull(Assert.Single(ProfiledMemory.All(Saved(At(9, 0x7000), At(8, 0x7000)))).Growth);
        Assert.Equal(2, ProfiledMemory.All(Saved(At(8, 0x7000), At(9, 0x9000))).Count);
        Assert.Equal(2, ProfiledMemory.All(Saved(At(8, 0), At(9, 0))).Count);
    }

    [Fact]
    public void What_was_ever_allocated_is_not_what_is_in_use()
    {
        AllocationProfile made = MadeProfile.Of(("libfoo.so!put;malloc", 1 << 30, 1));

        Assert.False(Of(made with { HasFrees = false }).IsInUse);
        Assert.False(Of(made with { Columns = [ProfileColumn.AllocatedCount, ProfileColumn.AllocatedBytes] }).IsInUse);
        Assert.False(Of(made with { Columns = [new ProfileColumn("samples", "count", ProfileMeasure.Other), new ProfileColumn("cpu", "nanoseconds", ProfileMeasure.Other)] }).IsInUse);
        Assert.True(Of(made).IsInUse);
    }

    [Fact]
    public void Absurd_values_and_deep_stacks_are_borne()
    {
        string deep = string.Join(';', Enumerable.Repeat("libz.so.1!inflate", 4000));
        ProfiledMemory memory = Of(MadeProfile.Of((deep, long.MaxValue, long.MaxValue), ("libfoo.so!a;malloc", long.MinValue, -1), ("libfoo.so!b;malloc", long.MaxValue, 0)));

        Assert.True(memory.Total > Bytes.Zero);
        Assert.All(memory.Uses, use => Assert.True(use.InUse >= Bytes.Zero));
    }

    [Fact]
    public void Damage_makes_no_exception() => Fuzz.Everywhere(SavedProfiles.Read("jeprof.4242.1.i1.heap")[..6000], bytes =>
    {
        if (Fathom.Sources.Profiles.ProfileFiles.Read(new MemoryStream(bytes), "f").Try(out Fathom.Sources.Formats.Parsed<AllocationProfile>? parsed, out _))
            ProfiledMemory.All(Saved(parsed.Value, parsed.Value with { Dump = new ProfileDump("a", 1) }, parsed.Value with { Dump = new ProfileDump("a", 2) }));
    }, 2000);

    static ProfiledMemory Of(AllocationProfile profile) => Assert.Single(ProfiledMemory.All(Saved(profile)));

    static SavedTexts Saved(params AllocationProfile[] profiles) =>
        new([.. profiles.Select((profile, i) => new SavedPiece($"{i}.heap", 1, 9, "heap profile") { Content = profile })]);
}
