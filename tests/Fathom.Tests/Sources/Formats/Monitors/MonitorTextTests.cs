using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Monitors;

namespace Fathom.Tests.Sources.Formats.Monitors;

public sealed class MonitorTextTests
{
    static Parsed<ArthasMemory> Arthas(string text) => ArthasText.Parse(Encoding.UTF8.GetBytes(text), "f");

    static Parsed<JvmMetrics> Metrics(string name) => MetricsText.Parse(SavedTexts.Read("monitors/metrics-" + name), name);

    [Fact]
    public void A_dashboard_has_its_memory_beside_its_collectors()
    {
        Parsed<ArthasMemory> parsed = Arthas(SavedTexts.Text("monitors/arthas-dashboard"));

        Assert.Empty(parsed.Gaps);
        Assert.Equal(["heap", "ps_eden_space", "ps_survivor_space", "ps_old_gen", "nonheap", "code_cache", "metaspace", "compressed_class_space", "direct", "mapped"],
            parsed.Value.Spaces.Select(space => space.Name));
        Assert.Equal((Bytes.FromMiB(32), Bytes.FromMiB(155), Bytes.FromMiB(1820)), (parsed.Value.Spaces[0].Used.Value, parsed.Value.Spaces[0].Total.Value, parsed.Value.Spaces[0].Max!.Value.Value));
        Assert.Equal((new Bytes(4096), null), (parsed.Value.Spaces[^2].Used.Value, parsed.Value.Spaces[^2].Max));
        Assert.Null(parsed.Value.Spaces[4].Max);
        Assert.Equal(6, parsed.Value.Unread.Count);
    }

    [Fact]
    public void Pasted_with_blanks_in_its_names()
    {
        Parsed<ArthasMemory> parsed = Arthas(SavedTexts.Text("monitors/arthas-pasted"));

        Assert.Empty(parsed.Gaps);
        Assert.Equal(["heap", "ps_eden_space", "ps_survivor_space", "ps_old_gen"], parsed.Value.Spaces.Select(space => space.Name));
        Assert.Equal(Bytes.FromMiB(253), parsed.Value.Spaces[3].Used.Value);
    }

    [Fact]
    public void A_row_that_was_left_out_shows_in_its_sum()
    {
        string text = string.Join('\n', SavedTexts.Text("monitors/arthas-pasted").Split('\n').Where(line => !line.StartsWith("ps Old", StringComparison.Ordinal)));

        Gap gap = Assert.Single(Arthas(text).Gaps);
        Assert.Equal(Gaps.ToolTotalDiffers.Id, gap.Id);
        Assert.Contains("heap: 282 MiB of 965 MiB", gap.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("micrometer", false)]
    [InlineData("client-0", true)]
    [InlineData("client-1", true)]
    [InlineData("otel", false)]
    [InlineData("jmx", true)]
    public void Every_exporter_says_the_same_in_its_own_names(string name, bool areas)
    {
        Parsed<JvmMetrics> parsed = Metrics(name);
        JvmMetrics metrics = parsed.Value;

        Assert.Empty(parsed.Gaps);
        Assert.Empty(metrics.Unread);
        Assert.Equal((new Bytes(1505755136), 41L), (metrics.Resident!.Value, metrics.Threads!.Value));
        Assert.Equal([("G1 Eden Space", 20971520L), ("Metaspace", 61865984L)], metrics.Pools.OrderBy(pool => pool.Name).Select(pool => (pool.Name, pool.Used!.Value.Value)));
        Assert.Equal(16777216, metrics.Buffers.Single(buffer => buffer.Name == "direct").Used!.Value.Value);
        Assert.Equal(areas ? [("heap", 20971520L), ("nonheap", 61865984L)] : [], metrics.Areas.Select(area => (area.Name, area.Used!.Value.Value)));
        if (name is "micrometer" or "otel")
            Assert.Equal(["heap", "nonheap"], metrics.Pools.OrderBy(pool => pool.Name).Select(pool => pool.Area));
        Assert.Equal(name == "client-1" ? ["Java Heap", "Total"] : [], metrics.Native.Select(tag => tag.Name));
    }

    [Fact]
    public void No_limit_is_none_and_other_metrics_are_counted()
    {
        JvmMetrics metrics = Metrics("micrometer").Value;

        Assert.Null(metrics.Pools.Single(pool => pool.Name == "G1 Eden Space").Max);
        Assert.Equal(Bytes.FromMiB(256), metrics.Pools.Single(pool => pool.Name == "Metaspace").Max);
        Assert.Equal(1, metrics.Others);
    }

    [Fact]
    public void Containers_are_told_from_the_cgroups_above_them()
    {
        Parsed<JvmMetrics> parsed = Metrics("cadvisor");

        Assert.Empty(parsed.Gaps);
        MetricContainer orders = parsed.Value.Containers[0];
        Assert.Equal(["orders", "sidecar"], parsed.Value.Containers.Select(each => each.Name));
        Assert.Equal(("orders-x2x2x", 311L, true), (orders.Pod, orders.Failures, orders.WasKilledForMemory));
        Assert.Equal((1505755136, 1572864000, 1500000000), (orders.WorkingSet!.Value.Value, orders.Limit!.Value.Value, orders.Anonymous!.Value.Value));
        Assert.Null(parsed.Value.Containers[1].Limit);
        Assert.False(parsed.Value.Containers[1].WasKilledForMemory);
    }

    [Theory]
    [InlineData("jvm_memory_used_bytes{area=\"heap\",id=\"a\\\"b}\"} 12", true)]
    [InlineData("jvm_memory_used_bytes{area=\"heap\",id=\"x\"} NaN", true)]
    [InlineData("jvm_memory_used_bytes{area=\"heap\",id=\"x\"} 1e300", false)]
    [InlineData("jvm_memory_used_bytes{area=\"heap\",id=\"x\"} 12x", false)]
    [InlineData("jvm_memory_used_bytes{area=\"heap\",id=\"x", false)]
    public void A_sample_is_read_or_a_bad_line(string line, bool read) =>
        Assert.Equal(read ? [] : ["line-not-understood"], MetricsText.Parse(Encoding.UTF8.GetBytes("a_b 1\n" + line + "\n"), "f").Gaps.Select(gap => gap.Id));
}
