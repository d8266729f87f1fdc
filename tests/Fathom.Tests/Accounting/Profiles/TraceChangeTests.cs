using Fathom.Accounting.Profiles;
using Fathom.Evidence.Tracing;

namespace Fathom.Tests.Accounting.Profiles;

public class TraceChangeTests
{
    [Fact]
    public void Traces_of_different_length_are_compared_by_what_stays_a_second()
    {
        EarlierTrace earlier = Earlier(10, new EarlierTraceRow("inflate of libz.so", "shop.Orders.copy", 1000, 0), new EarlierTraceRow("put of libfoo.so", null, 500, 0));
        IReadOnlyList<TraceChange> changes = TraceChange.Of(earlier, [Row("inflate of libz.so", "shop.Orders.copy", 6000), Row("get of libbar.so", null, 60)], TimeSpan.FromSeconds(60));

        Assert.Equal([("put of libfoo.so", 50.0, 0.0), ("get of libbar.so", 0.0, 1.0), ("inflate of libz.so", 100.0, 100.0)], changes.Select(change => (change.Native, change.Before, change.Now)));
        Assert.Equal([true, true, false], changes.Select(change => change.IsSure));
    }

    [Fact]
    public void A_change_within_the_error_of_both_is_not_sure()
    {
        EarlierTrace earlier = Earlier(10, new EarlierTraceRow("a", null, 1000, 300));

        // 1.96 * sqrt(30^2 + 40^2) is 98.
        Assert.False(TraceChange.Of(earlier, [Row("a", null, 1970, 400)], TimeSpan.FromSeconds(10))[0].IsSure);
        Assert.True(TraceChange.Of(earlier, [Row("a", null, 1990, 400)], TimeSpan.FromSeconds(10))[0].IsSure);
        Assert.True(TraceChange.Of(earlier, [Row("a", null, 10, 0)], TimeSpan.FromSeconds(10))[0].IsSure);
    }

    [Fact]
    public void A_trace_of_no_time_has_figures_all_the_same() =>
        Assert.Equal(1000, Assert.Single(TraceChange.Of(Earlier(0, new EarlierTraceRow("a", null, 1000, 0)), [], TimeSpan.Zero)).Before);

    static EarlierTrace Earlier(int seconds, params EarlierTraceRow[] rows) => new("before.json", "stack", TimeSpan.FromSeconds(seconds), TimeSpan.Zero) { Rows = rows };

    static TraceSummary Row(string native, string? java, double bytes, double deviation = 0) => new(native, java, null, bytes, 1) { Deviation = deviation };
}
