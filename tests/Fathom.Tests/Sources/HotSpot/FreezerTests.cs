using Fathom.Sources.HotSpot.Attach;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.HotSpot;

public sealed class FreezerTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public FreezerTests()
    {
        _folder.Write("proc/status", "State:\tS (sleeping)\n");
        _folder.Write("proc/cgroup", "6:cpu,freezer:/pod/one\n1:cpu:/\n0::/pod/two\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_that_sleeps_runs() => Assert.Null(Holding());

    [Theory]
    [InlineData("T (stopped)", "signal")]
    [InlineData("t (tracing stop)", "debugger")]
    public void Stops_are_told_apart(string state, string by)
    {
        _folder.Write("proc/status", $"State:\t{state}\n");

        Assert.EndsWith(by, Holding(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sys/fs/cgroup/pod/two/cgroup.events", "populated 1\nfrozen 1\n", true)]
    [InlineData("sys/fs/cgroup/pod/two/cgroup.events", "populated 1\nfrozen 0\n", false)]
    [InlineData("sys/fs/cgroup/freezer/pod/one/freezer.state", "FROZEN\n", true)]
    [InlineData("sys/fs/cgroup/freezer/pod/one/freezer.state", "FREEZING\n", true)]
    [InlineData("sys/fs/cgroup/freezer/pod/one/freezer.state", "THAWED\n", false)]
    public void Both_freezers_are_seen(string file, string text, bool frozen)
    {
        _folder.Write(file, text);

        Assert.Equal(frozen, Holding() is not null);
    }

    string? Holding() => Freezer.Holding(DirectoryFiles.OfFolder(_folder.At("proc")), _folder.Path);
}
