using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Proc;

/// <summary>Names by which people call a process.</summary>
public class NamesTests
{
    static readonly string Id = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));

    [Theory]
    [InlineData("0::/system.slice/orders.service\n", "orders.service")]
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/app.slice/orders.service\n", "orders.service")]
    [InlineData("0::/a.service/b.service\n", "b.service")]
    [InlineData("0::/system.slice/my\\x2dorders@1.service/child\n", "my\\x2dorders@1.service")]
    [InlineData("0::/\n", null)]
    [InlineData("", null)]
    public void The_unit_is_the_innermost_service(string cgroup, string? unit)
    {
        Assert.Equal(unit, Containers.NamesOf(new FakeFiles().With("cgroup", cgroup)).Unit);
    }

    [Theory]
    [InlineData("0::/system.slice/docker-{0}.scope\n")]
    [InlineData("4:memory:/docker/{0}\n")]
    [InlineData("0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-{0}.scope\n")]
    public void The_container_is_known_by_64_digits(string cgroup)
    {
        Assert.Equal(Id, Containers.NamesOf(new FakeFiles().With("cgroup", cgroup.Replace("{0}", Id, StringComparison.Ordinal))).ContainerId);
        Assert.Null(Containers.NamesOf(new FakeFiles().With("cgroup", cgroup.Replace("{0}", Id + "0", StringComparison.Ordinal))).ContainerId);
    }

    [Fact]
    public void Of_the_environment_only_the_host_name_is_kept()
    {
        ContainerNames names = Containers.NamesOf(new FakeFiles().With("environ", "A=1\0XHOSTNAME=no\0HOSTNAME=orders-7d4\0SECRET=x"));

        Assert.Equal(new ContainerNames(null, null, "orders-7d4"), names);
        Assert.Equal(new ContainerNames(null, null, null), Containers.NamesOf(new FakeFiles()));
    }

    [Theory]
    [InlineData("orders", true)]
    [InlineData("ORDERS", true)]
    [InlineData("com.example", true)]
    [InlineData("shop.service", true)]
    [InlineData("pod-1", true)]
    [InlineData("0123", true)]
    [InlineData("012", false)]
    [InlineData("cdef", false)]
    [InlineData("billing", false)]
    [InlineData("", false)]
    public void A_part_of_any_name_matches(string part, bool matches)
    {
        JvmSummary jvm = new(
            new Target { Pid = 1, Command = new CommandLine("java com.example.Orders", "com.example.Orders") },
            new ProcessStatus(), null, new ContainerNames("shop.service", Id, "pod-1"), []);

        Assert.Equal(matches, TargetName.Matches(jvm, part));
    }
}
