using System.Globalization;
using Fathom.Accounting.Tracing;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Sources.Profiles;

namespace Fathom.Tests.Accounting.Tracing;

public class OsSummaryTests
{
    [Fact]
    public void Memory_goes_to_who_called_malloc_and_to_whose_behalf()
    {
        Made made = new();
        int stack = made.Stack("libc.so.6 mmap", "libc.so.6 sysmalloc", "libc.so.6 malloc", "libjvm.so os::malloc(unsigned long, MEMFLAGS, NativeCallStack const&)", "libjvm.so Unsafe_AllocateMemory0", "java.nio.Bits.reserve", "shop.Orders.copy", "shop.Orders.main");

        OsUse use = Assert.Single(Of(made, new OsRow(OsMemory.Mapped, 7, stack) { Calls = 2, Mapped = new Bytes(8192), Unmapped = new Bytes(4096) }).Uses);

        Assert.Equal((OsPurpose.Block, "Unsafe_AllocateMemory0 of libjvm.so", "shop.Orders.copy", "pool-*"), (use.Purpose, use.Native, use.Java, use.Threads));
        Assert.Equal(new Bytes(4096), use.Amounts.Net);
    }

    [Theory]
    [InlineData(OsPurpose.Jvm, null, "libc.so.6 mmap", "libjvm.so anon_mmap", "libjvm.so os::commit_memory(char*, unsigned long, bool)", "libjvm.so Metaspace::expand()")]
    [InlineData(OsPurpose.Loader, null, "ld-linux-x86-64.so.2 __mmap64", "ld-linux-x86-64.so.2 _dl_map_segments", "libc.so.6 dlopen")]
    [InlineData(OsPurpose.Other, null, "libc.so.6 mmap", "libfoo.so take")]
    // Netty's own allocator of that name is no malloc, and where the stack ends in libc nobody is named.
    [InlineData(OsPurpose.Block, null, "libc.so.6 mmap", "libc.so.6 malloc")]
    [InlineData(OsPurpose.Other, null)]
    public void What_it_is_for_says_who_called(OsPurpose purpose, string? java, params string[] frames)
    {
        Made made = new();

        OsUse use = Assert.Single(Of(made, new OsRow(OsMemory.Mapped, 7, made.Stack(frames)) { Mapped = new Bytes(4096) }).Uses);

        Assert.Equal((purpose, java), (use.Purpose, use.Java));
        Assert.Equal(purpose switch { OsPurpose.Jvm => "Metaspace::expand() of libjvm.so", OsPurpose.Other when frames.Length > 0 => "take of libfoo.so", _ => null }, use.Native);
    }

    [Theory]
    [InlineData("shop.Orders.copy", "java.nio.Bits.reserve", "shop.Orders.copy", "shop.Orders.main")]
    [InlineData("java.nio.Bits.reserve", "java.nio.Bits.reserve", "java.lang.Thread.run")]
    // What is not known is not left out: the innermost method may be it.
    [InlineData("(a Java method)", "java.nio.Bits.reserve", "(a Java method)", "shop.Orders.main")]
    [InlineData("java.nio.Bits.reserve (callers that were not copied)", "java.nio.Bits.reserve", "java.util.Map.get", "(callers that were not copied)")]
    [InlineData(null, "libjvm.so Deep::call()", "(callers that were not copied)")]
    [InlineData("shop.Orders.copy", "shop.Orders.copy", "(callers that were not copied)")]
    [InlineData("shop.Orders.copy (Orders.java:41), through shop.Codec.map", "shop.Codec.map", "java.util.Map.get", "shop.Orders.copy:41", "shop.Orders.main:7")]
    [InlineData("shop.Codec.map", "shop.Codec.map", "(a Java method)", "shop.Orders.copy:41")]
    public void It_goes_to_the_innermost_method_of_the_application(string? java, params string[] frames)
    {
        Made made = new();

        OsUse use = Assert.Single(Of(made, new OsRow(OsMemory.Mapped, 7, made.Stack(["libc.so.6 mmap", "libjvm.so take()", .. frames])) { Mapped = new Bytes(4096) }).Uses);

        Assert.Equal(("take() of libjvm.so", java), (use.Native, use.Java));
    }

    [Fact]
    public void What_was_there_before_counts_only_where_it_went()
    {
        OsSummary summary = Of(new Made(),
            new OsRow(OsMemory.Arena, null, 0), new OsRow(OsMemory.Mapped, null, 0) { Unmapped = new Bytes(65536) },
            new OsRow(OsMemory.Arena, 7, 0) { Mapped = new Bytes(8192), Released = new Bytes(65536) }, new OsRow(OsMemory.File, 8, 0) { Mapped = new Bytes(1 << 20) });

        Assert.Equal(new Bytes(8192 - 65536), summary.All.Net);
        Assert.Equal([(7, 8192L), (null, -65536)], summary.Threads.Select(thread => (thread.Tid, thread.Amounts.Net.Value)));
        // Files are shown with who mapped them, and are in no sum.
        Assert.Equal([OsPurpose.Arena, OsPurpose.File], summary.Uses.Select(use => use.Purpose));
    }

    [Fact]
    public void Faults_without_a_sample_are_not_given_to_anybody()
    {
        Made made = new();
        TouchTrace trace = new(TimeSpan.FromSeconds(1))
        {
            Profile = made.Profile,
            Faults = 100,
            Samples = [new TouchSample(new Address(4096), 7, 0, 31), new TouchSample(new Address(8192), 7, 0, 31)],
            ThreadNames = new Dictionary<int, string> { [7] = "main" },
        };

        TouchSummary summary = TouchSummary.Of(trace);

        Assert.Equal([("main", 0.62, 2), (TouchSummary.Unsampled, 0.38, 0)], summary.Threads.Select(row => (row.Name, row.Share, row.Samples)));
        Assert.Equal(TouchSummary.Unmapped, summary.Owners[0].Name);
    }

    static OsSummary Of(Made made, params OsRow[] rows) => OsSummary.Of(new OsTrace(TimeSpan.FromSeconds(1))
    {
        Profile = made.Profile,
        Rows = rows,
        ThreadNames = new Dictionary<int, string> { [7] = "pool-3" },
    });

    /// <summary>Frames as "library function", or a method of Java with or without its line.</summary>
    sealed class Made
    {
        readonly ProfileBuilder _builder = new(1);
        ulong _address;

        internal AllocationProfile Profile => _builder.Done("made", "made", [ProfileColumn.InUseBytes], ProfileSampling.All);

        internal int Stack(params string[] frames) => _builder.StackOf([.. frames.Select(Frame)]);

        int Frame(string frame)
        {
            string[] words = frame[0] == '(' ? [frame] : frame.Split(' ', 2);
            if (words.Length == 1 && frame.Split(':') is [var method, var line])
                return _builder.Frame(new ProfileFrame(0, _builder.Texts.Add(method), 0, 0, _builder.Texts.Add("Orders.java"), int.Parse(line, CultureInfo.InvariantCulture)));
            return words.Length == 1
                ? _builder.Frame(new ProfileFrame(0, _builder.Texts.Add(frame), 0))
                : _builder.Frame(new ProfileFrame(++_address, _builder.Texts.Add(words[1]), _builder.Texts.Add(words[0])));
        }
    }
}
