using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Cgroup;

namespace Fathom.Tests.Sources.Cgroup;

/// <summary>Over a made-up root: what stands in /sys/fs/cgroup and /proc/self/mountinfo is what the test wrote.</summary>
public sealed class CgroupTests : IDisposable
{
    const string V2Mounts = "30 22 0:26 {0} /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
    const string V1Mounts = "31 22 0:27 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n32 22 0:28 {0} /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";

    readonly TemporaryFolder _root = new();

    [Fact]
    public void A_limit_of_version_2_is_read_with_what_could_be_reclaimed()
    {
        Mount(V2Mounts);
        V2("/a", max: "1000000", current: "700000", inactive: 200000);

        CgroupUsage usage = Read("0::/a\n").Value;

        Assert.Equal(new CgroupUsage(2, "/a", new(1000000), new(700000), new(200000)), usage);
        Assert.Equal(new Bytes(500000), usage.Headroom);
    }

    [Fact]
    public void A_limit_of_version_1_is_read_with_what_could_be_reclaimed()
    {
        Mount(V1Mounts);
        V1("/docker/a", "1000000", "700000", 200000);

        Assert.Equal(new CgroupUsage(1, "/docker/a", new(1000000), new(700000), new(200000)),
            Read("5:cpu:/x\n4:memory:/docker/a\n0::/y\n").Value);
    }

    [Theory]
    [InlineData("max\n")]
    [InlineData("9223372036854771712\n")] // PAGE_COUNTER_MAX of version 1
    [InlineData("9223372036854775807\n")]
    [InlineData("18446744073709551615\n")]
    [InlineData("-1\n")]
    [InlineData("1e9\n")]
    [InlineData("")]
    public void What_stands_for_no_limit_is_none(string text)
    {
        Assert.Null(CgroupText.ParseAmount(Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void A_parents_tighter_limit_is_the_one_that_kills()
    {
        Mount(V2Mounts);
        V2("/pod", "1000", "900", 0);
        V2("/pod/container", "5000", "800", 0);
        V2("/pod/container/child", "max", "700", 0);

        CgroupUsage usage = Read("0::/pod/container/child\n").Value;

        Assert.Equal(("/pod", new Bytes(1000), new Bytes(900)), (usage.Path, usage.Limit, usage.Usage));
    }

    [Fact]
    public void A_parents_wider_limit_is_not()
    {
        Mount(V2Mounts);
        V2("/pod", "9000", "900", 0);
        V2("/pod/container", "5000", "800", 0);

        Assert.Equal("/pod/container", Read("0::/pod/container\n").Value.Path);
    }

    [Fact]
    public void Without_any_limit_the_innermost_usage_is_told()
    {
        Mount(V2Mounts);
        V2("/pod", "max", "900", 0);
        V2("/pod/container", "max", "800", 0);

        CgroupUsage usage = Read("0::/pod/container\n").Value;

        Assert.Equal((null, new Bytes(800), null), (usage.Limit, usage.Usage, usage.Headroom));
    }

    [Fact]
    public void A_mount_of_a_part_is_looked_at_below_that_part_only()
    {
        Mount(V2Mounts.Replace("{0}", "/docker/abc", StringComparison.Ordinal));
        V2("/", "2000", "100", 0);
        V2("/child", "max", "50", 0);

        Assert.Equal(new Bytes(2000), Read("0::/docker/abc/child\n").Value.Limit);
        Assert.Equal(new Bytes(2000), Read("0::/docker/abc\n").Value.Limit);
        Assert.Equal(Gaps.CgroupUnreadable.Id, Read("0::/docker/abcdef\n").Gap?.Id);
    }

    [Fact]
    public void A_path_outside_our_namespace_is_read_as_the_target_sees_it()
    {
        Mount(V2Mounts);
        V2("/", "7777", "1", 0);
        Write("/proc/4242/root/sys/fs/cgroup/memory.max", "3000");
        Write("/proc/4242/root/sys/fs/cgroup/memory.current", "1000");

        Assert.Equal(new Bytes(3000), Read("0::/../other\n").Value.Limit);
    }

    [Fact]
    public void A_neighbour_in_a_cgroup_of_its_own_container_is_found_below_where_its_mount_begins()
    {
        Mount(V2Mounts);
        V2("/", "7777", "1", 0);
        Write("/proc/4242/root/cg/service/memory.max", "3000");
        Write("/proc/4242/root/cg/service/memory.current", "1000");
        Write("/proc/4242/root/cg/memory.max", "9000");
        Write("/proc/4242/root/cg/memory.current", "1000");
        FakeFiles target = new FakeFiles().With("cgroup", "0::/../other/service\n")
            .With("mountinfo", "30 22 0:26 /../other /cg rw - cgroup2 cgroup2 rw\n");

        CgroupUsage usage = new CgroupReader(_root.Path).Read(target).Value;

        Assert.Equal((new Bytes(3000), "/service"), (usage.Limit, usage.Path));
    }

    [Theory]
    [InlineData("/../other", "/../other/../secret")]
    [InlineData("/../other", "/../others/a")]
    [InlineData("/", "/../other")]
    public void A_cgroup_that_is_not_below_a_mount_is_not_looked_for_there(string root, string path)
    {
        Mount("");
        Write("/proc/4242/root/cg/memory.current", "1000");
        FakeFiles target = new FakeFiles().With("cgroup", $"0::{path}\n")
            .With("mountinfo", $"30 22 0:26 {root} /cg rw - cgroup2 cgroup2 rw\n");

        Assert.Equal(Gaps.CgroupUnreadable.Id, new CgroupReader(_root.Path).Read(target).Gap?.Id);
    }

    [Fact]
    public void A_limit_of_version_1_on_a_cgroup_above_what_is_visible_is_known()
    {
        Mount(V1Mounts.Replace("{0}", "/pod/a", StringComparison.Ordinal));
        V1("/", "9223372036854771712", "700", 100);
        V1("/b", "600", "500", 100);
        Write("/sys/fs/cgroup/memory/b/memory.stat", "total_inactive_file 100\nhierarchical_memory_limit 400\n");

        CgroupUsage usage = Read("4:memory:/pod/a/b\n").Value;

        Assert.Equal(("/", new Bytes(400), true), (usage.Path, usage.Limit, usage.LimitIsAbove));
        Assert.Equal(Bytes.Zero, usage.Headroom);
    }

    [Fact]
    public void A_limit_that_is_visible_is_not_said_to_be_above()
    {
        Mount(V1Mounts);
        V1("/a", "600", "500", 100);
        Write("/sys/fs/cgroup/memory/a/memory.stat", "total_inactive_file 100\nhierarchical_memory_limit 600\n");

        Assert.False(Read("4:memory:/a\n").Value.LimitIsAbove);
    }

    [Fact]
    public void The_root_cgroup_is_no_container()
    {
        Mount(V1Mounts);
        V1("/", "9223372036854771712", "700", 100);
        Write("/sys/fs/cgroup/memory/release_agent", "\n");
        V1("/a", "9223372036854771712", "600", 100);

        Assert.True(Read("4:memory:/\n").Value.IsRoot);
        Assert.False(Read("4:memory:/a\n").Value.IsRoot);
    }

    [Fact]
    public void The_root_cgroup_of_version_2_has_no_figures_to_show()
    {
        Mount(V2Mounts);
        Write("/sys/fs/cgroup/cgroup.procs", "1\n");

        Assert.Equal(Gaps.NoMemoryCgroup.Id, Read("0::/\n").Gap?.Id);

        Write("/sys/fs/cgroup/cgroup.events", "populated 1\n");
        Assert.Equal(Gaps.CgroupUnreadable.Id, Read("0::/\n").Gap?.Id);
    }

    [Fact]
    public void No_memory_controller_is_a_gap_of_its_own()
    {
        Mount(V2Mounts);

        Assert.Equal(Gaps.NoMemoryCgroup.Id, Read("5:cpu:/x\n").Gap?.Id);
        Assert.Equal(Gaps.NoMemoryCgroup.Id, Read("").Gap?.Id);
        Assert.Equal(Gaps.CgroupUnreadable.Id, Read("0::/a\n").Gap?.Id);
        Assert.Equal(Gaps.ProcFileAbsent.Id, new CgroupReader(_root.Path).Read(new FakeFiles()).Gap?.Id);
    }

    [Fact]
    public void A_limit_without_a_usage_or_a_usage_above_it_throws_nothing()
    {
        Mount(V2Mounts);
        Write("/sys/fs/cgroup/a/memory.max", "1000");
        V2("/b", "1000", "2000", 0);
        V2("/c", "0", "0", 9000000000000000000);

        Assert.Equal(Gaps.CgroupUnreadable.Id, Read("0::/a\n").Gap?.Id);
        Assert.Equal(Bytes.Zero, Read("0::/b\n").Value.Headroom);
        Assert.Equal(Bytes.Zero, Read("0::/c\n").Value.Headroom);
    }

    [Fact]
    public void Saved_figures_beside_the_files_of_a_process_are_read_too()
    {
        FakeFiles files = new FakeFiles().With("memory.current", "700\n").With("memory.max", "max\n");

        Assert.Equal(new CgroupUsage(2, "/", null, new(700), Bytes.Zero), CgroupFiles.Read(files).Value);
        Assert.False(CgroupFiles.Read(new FakeFiles()).Ok);
        Assert.False(CgroupFiles.Read(new FakeFiles().With("memory.current", "many\n")).Ok);
    }

    [Fact]
    public void Damaged_texts_are_read_without_a_throw()
    {
        Fuzz.Everywhere("5:cpu,cpuacct:/x\n4:memory:/docker/a:b\n0::/y\n", text => CgroupText.ParseMembership(text));
        Fuzz.Everywhere("anon 4096\nfile 8192\ninactive_file 9223372036854775807\n", text => CgroupText.ParseStat(text, "inactive_file"u8));
        Fuzz.Everywhere("9223372036854771711\n", text => CgroupText.ParseAmount(text));
    }

    public void Dispose() => _root.Dispose();

    Result<CgroupUsage> Read(string membership) =>
        new CgroupReader(_root.Path).Read(new FakeFiles().With("cgroup", membership));

    void Mount(string mounts) => Write("/proc/self/mountinfo", mounts.Replace("{0}", "/", StringComparison.Ordinal));

    void V2(string path, string max, string current, long inactive)
    {
        Write($"/sys/fs/cgroup{path}/memory.max", max + "\n");
        Write($"/sys/fs/cgroup{path}/memory.current", current + "\n");
        Write($"/sys/fs/cgroup{path}/memory.stat", $"anon 1\ninactive_file {inactive}\nactive_file 2\n");
    }

    void V1(string path, string limit, string used, long inactive)
    {
        Write($"/sys/fs/cgroup/memory{path}/memory.limit_in_bytes", limit + "\n");
        Write($"/sys/fs/cgroup/memory{path}/memory.usage_in_bytes", used + "\n");
        Write($"/sys/fs/cgroup/memory{path}/memory.stat", $"inactive_file 5\ntotal_inactive_file {inactive}\n");
    }

    void Write(string path, string text) => _root.Write(path[1..], text);
}
