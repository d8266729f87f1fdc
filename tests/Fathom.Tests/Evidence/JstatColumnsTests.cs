using Fathom.Evidence;

namespace Fathom.Tests.Evidence;

public sealed class JstatColumnsTests
{
    [Theory]
    [InlineData("1.8", "YGC YGCT FGC FGCT GCT")]
    [InlineData("25", "YGC YGCT FGC FGCT CGC CGCT GCT")]
    public void Concurrent_collections_have_columns_from_JDK_11_on(string version, string tail)
    {
        PerfData data = Of(("java.property.java.vm.specification.version", version));

        Assert.EndsWith(tail, string.Join(' ', JstatColumns.Gc(data).Select(column => column.Title)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_this_collector_does_not_count_is_a_dash_and_adds_nothing()
    {
        PerfData data = Of(("sun.os.hrt.frequency", 1000L), ("sun.gc.collector.0.time", 17L), ("sun.gc.collector.1.time", 3L));

        Assert.Equal("-", Show(data, "CGC"));
        Assert.Equal("-", Show(data, "CGCT"));
        Assert.Equal("0.020", Show(data, "GCT"));
        Assert.Equal("-", Show(data, "YGC"));
    }

    [Fact]
    public void Halves_go_to_even_as_in_java()
    {
        const string Old = "sun.gc.generation.1.space.0.";

        Assert.Equal("12.12", Show(Of((Old + "capacity", 800L), (Old + "used", 97L)), "O"));
        Assert.Equal("-", Show(Of((Old + "capacity", 0L), (Old + "used", 0L)), "O"));
    }

    static string Show(PerfData data, string title) =>
        JstatColumns.GcUtil(data).Single(column => column.Title == title).Show(data);

    static PerfData Of(params (string Name, object Value)[] counters) => new(counters.ToDictionary(
        each => each.Name, each => new PerfCounter(each.Value as long?, each.Value as string)));
}
