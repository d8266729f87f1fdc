using Fathom.Accounting.Profiles;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Profiles;

namespace Fathom.Tests.Accounting.Profiles;

public class TraceSummaryTests
{
    const string Copy = "shop.Orders.copy", Read = "java.io.InputStream.read";

    [Fact]
    public void A_row_is_who_called_malloc_and_for_whom() =>
        Assert.Equal([("inflate of libz.so", "shop.Orders.copy (Orders.java:41)", 0.75), ("put of libfoo.so", null, 0.25)],
            Rows(([("libz.so", "inflate"), ("libzip.so", "Java_inflate"), ("", Read), ("", Copy)], 300), ([("libfoo.so", "put"), ("libfoo.so", "main")], 100)));

    [Fact]
    public void Who_calls_a_native_method_of_the_application_is_told_with_it() =>
        Assert.Equal([("take of libfoo.so", "shop.Orders.copy (Orders.java:41), through shop.Codec.compress", 0.75), ("take of libfoo.so", "shop.Codec.compress", 0.25)],
            Rows(([("libfoo.so", "take"), ("", "shop.Codec.compress"), ("", Read), ("libjvm.so", "call"), ("", Copy)], 300), ([("libfoo.so", "take"), ("", "shop.Codec.compress"), ("", "java.lang.Thread.run")], 100)));

    [Fact]
    public void A_function_without_a_name_is_called_by_its_caller_in_the_same_library_only() =>
        Assert.Equal([("inflate of libz.so", null, 0.75), ("libfoo.so+0x10", null, 0.25)],
            Rows(([("libz.so", ""), ("libz.so", ""), ("libz.so", "inflate")], 300), ([("libfoo.so", ""), ("libbar.so", "call")], 100)));

    [Fact]
    public void Allocating_functions_of_the_JVM_are_passed_over_unless_there_is_nothing_else() =>
        Assert.Equal([("Compile::Compile() of libjvm.so", null, 0.75), ("os::malloc(unsigned long) of libjvm.so", null, 0.25)],
            Rows(([("libjvm.so", "os::malloc(unsigned long)"), ("libjvm.so", "Arena::grow()"), ("libjvm.so", "Compile::Compile()")], 300), ([("libjvm.so", "os::malloc(unsigned long)")], 100)));

    [Fact]
    public void Only_what_fits_counts_and_nothing_lives_where_nothing_does()
    {
        AllocationProfile profile = Made(([("libz.so", "inflate"), ("", Copy)], 300), ([("libfoo.so", "put")], 100), ([("libbar.so", "get")], 0));

        TraceSummary row = Assert.Single(TraceSummary.Of(profile, FramePattern.Of("libz")));
        Assert.Equal((300.0, 1.0), (row.Bytes, row.Share));
        Assert.Empty(TraceSummary.Of(profile, FramePattern.Of("libbar")));
    }

    static (string, string?, double)[] Rows(params ((string Library, string Name)[] Stack, long Bytes)[] stacks) =>
        [.. TraceSummary.Of(Made(stacks), null).Select(row => (row.Native, row.Java, row.Share))];

    /// <summary>Frames from the inside out; those without a library are Java's.</summary>
    static AllocationProfile Made(params ((string Library, string Name)[] Stack, long Bytes)[] stacks)
    {
        ProfileBuilder builder = new(4);
        foreach (((string Library, string Name)[] stack, long bytes) in stacks)
            builder.Sample(builder.StackOf([.. stack.Select(frame => Frame(builder, frame.Library, frame.Name))]), [1, bytes, 1, bytes]);
        return builder.Done("4242", "trace", [ProfileColumn.InUseCount, ProfileColumn.InUseBytes, ProfileColumn.AllocatedCount, ProfileColumn.AllocatedBytes], ProfileSampling.All);
    }

    static int Frame(ProfileBuilder builder, string library, string name) => builder.Frame(library.Length == 0
        ? new ProfileFrame(0, builder.Texts.Add(name), 0, 0, name == Copy ? builder.Texts.Add("Orders.java") : 0, name == Copy ? 41 : 0)
        : new ProfileFrame(0x1000, name.Length == 0 ? 0 : builder.Texts.Add(name), builder.Texts.Add(library), 0x10));
}
