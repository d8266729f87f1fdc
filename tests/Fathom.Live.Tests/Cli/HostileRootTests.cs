using System.Globalization;
using System.Text.Json;
using Fathom.Tests;

namespace Fathom.Live.Tests.Cli;

/// <summary>Whoever rules a container rules every name in it: what lies beside libjvm may be anything but a release file.</summary>
[Collection("C programs")]
public sealed class HostileRootTests : IDisposable
{
    readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [RequiresTheory("gcc", "root", "mkfifo")]
    [InlineData("a plain one", "echo 'JAVA_VERSION=\"17.0.1\"' >release", "17.0.1")]
    [InlineData("a FIFO", "mkfifo release", null)]
    [InlineData("a loop of links", "ln -s loop release; ln -s release loop", null)]
    [InlineData("a link out of the root", "ln -s ../../../../../../../../etc/os-release release", null)]
    [InlineData("a device", "mknod release c 1 5", null)]
    [InlineData("a folder", "mkdir release", null)]
    [InlineData("ten gigabytes of nothing", "truncate -s 10G release", null)]
    [InlineData("a version that is a terminal's command", "printf 'JAVA_VERSION=\"\\033[2J\"\\n' >release", null)]
    public void A_release_file_may_be(string kind, string make, string? version)
    {
        Assert.NotEmpty(kind);
        Outside.Run("sh", "-ec", "mkdir -p \"$0/jdk/lib/server\"; cd \"$0/jdk\"; head -c 4096 /dev/zero >lib/server/libjvm.so; " + make, _root.Path);
        using CTarget target = new("jailed", _root.Path);

        Answer answer = Answer.Of(target.Pid.ToString(CultureInfo.InvariantCulture), "--json");

        JsonElement jvm = answer.BalancedJson().GetProperty("target").GetProperty("jvm");
        Assert.EndsWith("/jdk/lib/server/libjvm.so", jvm.GetProperty("library").GetString(), StringComparison.Ordinal);
        Assert.Equal(version, jvm.GetProperty("version").GetString());
        Assert.Contains(Answer.Of("ps", "--json").Json.GetProperty("ps").EnumerateArray(),
            line => line.GetProperty("target").GetProperty("pid").GetInt32() == target.Pid);
    }
}
