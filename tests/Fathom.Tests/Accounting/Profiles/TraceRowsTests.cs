using Fathom.Accounting.Profiles;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Sources.Profiles;

namespace Fathom.Tests.Accounting.Profiles;

public class TraceRowsTests
{
    [Theory]
    [InlineData(TraceGroup.Stack, "inflate of libz.so <- shop.Orders.copy (Orders.java:41)", "put of libfoo.so <- shop.Orders.copy (Orders.java:41)", "run of libjvm.so")]
    [InlineData(TraceGroup.Method, "shop.Orders.copy", "java.lang.Thread.run")]
    [InlineData(TraceGroup.Line, "shop.Orders.copy (Orders.java:41)", "java.lang.Thread.run")]
    [InlineData(TraceGroup.Function, "inflate of libz.so", "put of libfoo.so", "run of libjvm.so")]
    [InlineData(TraceGroup.Library, "libz.so", "libfoo.so", "libjvm.so")]
    [InlineData(TraceGroup.Thread, "import-1", "import-2", "(a thread without a name)")]
    public void Each_group_has_its_names(TraceGroup group, params string[] names) =>
        Assert.Equal(names, TraceSummary.Sorted(TraceRows.Of(Three().Profile, null, null, group), TraceSort.Live).Select(row => row.Java is { } java ? $"{row.Native} <- {java}" : row.Native));

    [Theory]
    [InlineData(TraceGroup.Stack, "take of libfoo.so <- shop.Orders.copy (Orders.java:41), through acme.Codec.compress")]
    [InlineData(TraceGroup.Method, "acme.Codec.compress")]
    [InlineData(TraceGroup.Line, "shop.Orders.copy (Orders.java:41)")]
    public void A_native_method_has_the_line_that_calls_it(TraceGroup group, string name)
    {
        (AllocationProfile profile, _) = Made(([("libfoo.so", "take"), ("", "acme.Codec.compress"), ("", "shop.Orders.copy"), ("", "shop.Orders.main")], "main", 300, 300, 0, 0, 0));

        TraceSummary row = Assert.Single(TraceRows.Of(profile, null, null, group));

        Assert.Equal(name, row.Java is { } java ? $"{row.Native} <- {java}" : row.Native);
    }

    [Theory]
    [InlineData(TraceGroup.Stack)]
    [InlineData(TraceGroup.Method)]
    [InlineData(TraceGroup.Line)]
    [InlineData(TraceGroup.Function)]
    [InlineData(TraceGroup.Library)]
    [InlineData(TraceGroup.Thread)]
    public void Every_group_adds_up_to_the_same(TraceGroup group)
    {
        (AllocationProfile profile, TraceWindow window) = Three();
        IReadOnlyList<TraceSummary> rows = TraceRows.Of(profile, window, null, group);

        Assert.Equal((600.0, 1.0, -100.0), (rows.Sum(row => row.Bytes), Math.Round(rows.Sum(row => row.Share), 9), rows.Sum(row => row.Grew!.Value)));
        Assert.Equal(group == TraceGroup.Thread ? 0 : 6600, rows.Sum(row => row.Made ?? 0));
        Assert.Equal(group == TraceGroup.Thread ? 0 : 3600, rows.Sum(row => row.MadeOfLate ?? 0));
        Assert.Equal(1400, rows.Sum(row => row.Deviation * row.Deviation), 1e-9);
    }

    [Theory]
    [InlineData(TraceSort.Live, "inflate", "put", "run")]
    [InlineData(TraceSort.Growth, "put", "inflate", "run")]
    [InlineData(TraceSort.Rate, "put", "inflate", "run")]
    public void Rows_stand_in_the_order_that_is_asked_for(TraceSort sort, params string[] names)
    {
        (AllocationProfile profile, TraceWindow window) = Three();

        Assert.Equal(names, TraceSummary.Sorted(TraceRows.Of(profile, window, null, TraceGroup.Function), sort).Select(row => row.Native.Split(' ')[0]));
    }

    [Fact]
    public void What_is_gone_has_shrunk_and_what_only_passes_has_a_rate()
    {
        (AllocationProfile profile, TraceWindow window) = Made((Stack("libz.so", "inflate"), "import-1", 0, 500, 400, 500, 0), (Stack("libfoo.so", "put"), "import-1", 0, 900, 0, 100, 0));
        IReadOnlyList<TraceSummary> rows = TraceRows.Of(profile, window, null, TraceGroup.Function);

        Assert.Equal(["put of libfoo.so", "inflate of libz.so"], TraceSummary.Sorted(rows, TraceSort.Rate).Select(row => row.Native).Concat(TraceSummary.Sorted(rows, TraceSort.Growth).Select(row => row.Native)));
        Assert.Equal((-400.0, 800.0), (rows.Single(row => row.Native[0] == 'i').Grew!.Value, rows.Single(row => row.Native[0] == 'p').MadeOfLate!.Value));
        Assert.Empty(TraceSummary.Sorted(rows, TraceSort.Live));
    }

    static (AllocationProfile Profile, TraceWindow Window) Three() => Made(
        (Stack("libz.so", "inflate", "shop.Orders.copy"), "import-1", 300, 3300, 250, 2000, 10),
        (Stack("libfoo.so", "put", "shop.Orders.copy"), "import-2", 200, 2200, 50, 0, 20),
        (Stack("libjvm.so", "run", "java.lang.Thread.run"), "", 100, 1100, 400, 1000, 30));

    static (string Library, string Name)[] Stack(string library, string native, string? java = null) => java is null ? [(library, native)] : [(library, native), ("", java)];

    /// <summary>Frames from the inside out; those without a library are Java's.</summary>
    static (AllocationProfile, TraceWindow) Made(params ((string Library, string Name)[] Stack, string Thread, long Lives, long Made, long LivedThen, long MadeThen, long Deviation)[] rows)
    {
        ProfileBuilder builder = new(4);
        List<int> stacks = [], threads = [];
        foreach (((string Library, string Name)[] frames, string thread, long lives, long made, _, _, _) in rows)
        {
            int stack = builder.StackOf([.. frames.Select(frame => Frame(builder, frame.Library, frame.Name))]), name = builder.Texts.Add(thread);
            builder.Sample(stack, [1, lives, 1, made]);
            builder.ThreadSample(stack, [1, lives, 0, 0], name);
            stacks.Add(stack);
            threads.Add(name);
        }
        ProfileSamples window = new(TraceWindow.Columns, [.. stacks], [.. rows.SelectMany(row => (long[])[row.LivedThen, row.MadeThen, row.Deviation])]);
        ProfileSamples byThread = new(TraceWindow.Columns, [.. stacks], [.. rows.SelectMany(row => (long[])[row.LivedThen, 0, row.Deviation])], [.. threads]);
        AllocationProfile profile = builder.Done("4242", "trace", [ProfileColumn.InUseCount, ProfileColumn.InUseBytes, ProfileColumn.AllocatedCount, ProfileColumn.AllocatedBytes], ProfileSampling.All);
        return (profile, new TraceWindow(TimeSpan.FromSeconds(10), window, byThread));
    }

    static int Frame(ProfileBuilder builder, string library, string name) => builder.Frame(library.Length == 0
        ? new ProfileFrame(0, builder.Texts.Add(name), 0, 0, builder.Texts.Add("Orders.java"), name.StartsWith("shop", StringComparison.Ordinal) ? 41 : 0)
        : new ProfileFrame(0x1000, builder.Texts.Add(name), builder.Texts.Add(library), 0x10));
}
