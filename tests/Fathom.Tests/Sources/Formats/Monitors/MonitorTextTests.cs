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
        MeteredJvm metrics = parsed.Value.Only!;

        Assert.Empty(parsed.Gaps);
        Assert.Empty(parsed.Value.Unread);
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

        Assert.Null(metrics.Only!.Pools.Single(pool => pool.Name == "G1 Eden Space").Max);
        Assert.Equal(Bytes.FromMiB(256), metrics.Only.Pools.Single(pool => pool.Name == "Metaspace").Max);
        Assert.Equal(1, metrics.Others);
    }

    [Fact]
    public void Several_JVMs_in_one_scrape_are_told_apart()
    {
        string[] exporters = [Scraped("client-1", "instance=\"a:9404\",job=\"x\""), Scraped("micrometer", "instance=\"b:8080\",job=\"x\""), "process_resident_memory_bytes{instance=\"node:9100\",job=\"node\"} 9\n"];
        Parsed<JvmMetrics> parsed = MetricsText.Parse(Encoding.UTF8.GetBytes(Mixed(exporters)), "f");

        Assert.Equal(["a:9404", "b:8080"], parsed.Value.Jvms.Select(jvm => jvm.Name).Order());
        foreach ((string name, string exporter) in (ReadOnlySpan<(string, string)>)[("a:9404", "client-1"), ("b:8080", "micrometer")])
        {
            MeteredJvm one = parsed.Value.Jvms.Single(jvm => jvm.Name == name), alone = Metrics(exporter).Value.Only!;
            Assert.Equal((alone.Resident, alone.Virtual, alone.Threads), (one.Resident, one.Virtual, one.Threads));
            Assert.Equal(Sorted(alone.Pools), Sorted(one.Pools));
            Assert.Equal(Sorted(alone.Buffers), Sorted(one.Buffers));
            Assert.Equal(Sorted(alone.Native), Sorted(one.Native));
        }
        Gap gap = Assert.Single(parsed.Gaps);
        Assert.Equal((Gaps.MetricsOfSeveral.Id, true), (gap.Id, gap.What.Contains("2 JVMs", StringComparison.Ordinal)));
        Assert.Null(parsed.Value.Only);
    }

    [Theory]
    [InlineData("namespace=\"shop\",pod=\"orders-1\"", "namespace=\"shop\",pod=\"orders-2\"", 2)]
    [InlineData("namespace=\"shop\",pod=\"orders-0\"", "namespace=\"test\",pod=\"orders-0\"", 2)]
    [InlineData("application=\"orders\"", "application=\"pay\"", 2)]
    [InlineData("instance=\"a:1\",job=\"pods\"", "instance=\"a:1\",job=\"services\"", 1)]
    [InlineData("version=\"1\"", "version=\"2\"", 1)]
    [InlineData("instance=\"\"", "job=\"\"", 1)]
    public void A_JVM_is_known_by_the_labels_of_its_scrape(string one, string other, int jvms) =>
        Assert.Equal(jvms, MetricsText.Parse(Encoding.UTF8.GetBytes(Mixed([Scraped("client-1", one), Scraped("client-1", other)])), "f").Value.Jvms.Count);

    [Fact]
    public void Of_a_thousand_and_one_JVMs_one_is_left_out_and_that_is_told()
    {
        string text = string.Concat(Enumerable.Range(0, 1001).Select(i => $"jvm_threads_current{{instance=\"{i}\"}} 1\n"));
        Parsed<JvmMetrics> parsed = MetricsText.Parse(Encoding.UTF8.GetBytes(text), "f");
        Assert.Equal(1000, parsed.Value.Jvms.Count);
        Assert.Contains(parsed.Gaps, gap => gap.Id == Gaps.ReportTooLong.Id);
    }

    /// <summary>As Prometheus labels what it has scraped.</summary>
    static string Scraped(string exporter, string labels) => string.Join('\n', SavedTexts.Text("monitors/metrics-" + exporter).Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line =>
        line.Contains('{') ? line.Replace("{", "{" + labels + ",", StringComparison.Ordinal) : line.Replace(" ", "{" + labels + "} ", StringComparison.Ordinal)));

    /// <summary>It sorts by the metric's name.</summary>
    static string Mixed(string[] exporters) => string.Join('\n', string.Join('\n', exporters).Split('\n').Order(StringComparer.Ordinal)) + "\n";

    static IEnumerable<MetricSpace> Sorted(IReadOnlyList<MetricSpace> spaces) => spaces.OrderBy(space => space.Name, StringComparer.Ordinal);

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
