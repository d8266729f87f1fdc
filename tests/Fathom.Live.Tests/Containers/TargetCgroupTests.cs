using System.Globalization;
using System.Text.Json;
using Fathom.Live.Tests.Cli;
using Fathom.Sources.Cgroup;
using Fathom.Tests;

namespace Fathom.Live.Tests.Containers;

/// <summary>From a neighbour container: only the target's own file system shows its cgroup, and the target rules that.</summary>
[Collection("C programs")]
public sealed class TargetCgroupTests : IDisposable
{
    readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [MemoryFact("root", "unshare")]
    public void A_neighbours_cgroup_is_read_through_its_root()
    {
        const long limit = 300 << 20;
        using Cgroup theirs = Cgroup.Memory(limit);
        using Cgroup ours = Cgroup.Memory();
        using SmallJvm jvm = new(before: theirs.Enter);
        string[] fathom = Answer.Binary is { Length: > 0 } binary ? [binary] : ["dotnet", System.IO.Path.Combine(AppContext.BaseDirectory, "fathom.dll")];

        // A cgroup namespace that begins at our own, in which nothing of the machine's cgroups is mounted.
        Answer answer = Answer.OfProgram("sh",
        [
            "-c", """echo $$ >"$0" && exec unshare --cgroup --mount -- sh -c 'mount -t tmpfs none /sys/fs/cgroup && exec "$@"' sh "$@" """,
            ours.Procs, .. fathom, jvm.Target, "--json",
        ]);

        answer.Ends(0);
        JsonElement container = answer.Json.GetProperty("container");
        Assert.Equal(limit, container.GetProperty("limit_bytes").GetInt64());
        Assert.Contains(container.GetProperty("accounts").EnumerateArray(),
            account => account.GetProperty("account").GetString() == "anon/" + jvm.Pid.ToString(CultureInfo.InvariantCulture));
    }

    [RequiresTheory("gcc", "root", "mkfifo")]
    [InlineData("echo 1 >memory.usage_in_bytes; echo 2 >memory.limit_in_bytes; echo 1 >cgroup.procs")]
    [InlineData("mkfifo memory.usage_in_bytes")]
    [InlineData("truncate -s 10G memory.usage_in_bytes")]
    [InlineData("ln -s /sys/fs/cgroup/memory/memory.usage_in_bytes .")]
    public void What_a_container_made_up_is_not_believed(string make)
    {
        Outside.Run("sh", "-ec",
            "mkdir -p \"$0/jdk/lib/server\" \"$0/sys/fs/cgroup/memory\"; head -c 4096 /dev/zero >\"$0/jdk/lib/server/libjvm.so\"; cd \"$0/sys/fs/cgroup/memory\"; " + make,
            _root.Path);
        using CTarget target = new("jailed", _root.Path);

        Assert.Null(TargetCgroupFiles.Of(target.Pid, "/sys/fs/cgroup/memory"));
    }

    [MemoryFact("root")]
    public void Nothing_outside_of_the_cgroup_file_system_is_read()
    {
        using Cgroup cgroup = Cgroup.Memory();
        using TargetCgroupFiles files = TargetCgroupFiles.Of(Environment.ProcessId, "/sys/fs/cgroup/memory")!;

        Assert.NotNull(files.Read(cgroup.Path[1..] + "/memory.stat", 65536));
        Assert.Contains(cgroup.Path[1..], files.Folders(""));
        Assert.Empty(files.Folders(cgroup.Path[1..]));
        Assert.Null(files.Read("../../../../etc/passwd", 65536));
        Assert.Null(files.Read("/etc/passwd", 65536));
        Assert.Null(files.Read("memory.stat", 10));
        Assert.Null(files.Read("", 65536));
        Assert.Empty(files.Folders("../.."));
    }
}
