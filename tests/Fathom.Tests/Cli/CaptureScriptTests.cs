using System.Diagnostics;

namespace Fathom.Tests.Cli;

/// <summary>`capture --script`: what it writes, run by a real shell on a process of the test's own.</summary>
public sealed class CaptureScriptTests
{
    [Fact]
    public void It_names_each_piece_as_head_does()
    {
        using TemporaryFolder folder = new();
        string script = folder.Write("collect.sh", Call.Of("capture", "--script").Out);
        string pid = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string[] names = [.. Collected(script, pid).Split('\n').Where(line => line.StartsWith("==> ", StringComparison.Ordinal))
            .Where(line => !line.Contains("/task/", StringComparison.Ordinal) && !line.Contains("cgroup/", StringComparison.Ordinal) && !line.Contains("jcmd", StringComparison.Ordinal))
            .Where(line => line is not ("==> free <==" or "==> dmesg <=="))];
        Assert.Equal(
        [
            "==> collect.sh <==", "==> uname -srm <==", $"==> /proc/{pid}/status <==", $"==> /proc/{pid}/limits <==", $"==> /proc/{pid}/stat <==",
            $"==> /proc/{pid}/comm <==", $"==> /proc/{pid}/cgroup <==", $"==> /proc/{pid}/oom_score_adj <==", $"==> /proc/{pid}/maps <==",
            $"==> /proc/{pid}/smaps <==", $"==> /proc/{pid}/smaps_rollup <==", $"==> /proc/{pid}/cmdline <==", "==> /proc/meminfo <==", "==> end <==",
        ], names);
    }

    [Fact]
    public void Without_a_process_it_says_so()
    {
        using TemporaryFolder folder = new();
        string script = folder.Write("collect.sh", Call.Of("capture", "--script").Out);
        using Process shell = Started(script, "0");
        Assert.Empty(shell.StandardOutput.ReadToEnd());
        Assert.Contains("cannot be read", shell.StandardError.ReadToEnd(), StringComparison.Ordinal);
        shell.WaitForExit();
        Assert.Equal(4, shell.ExitCode);
    }

    static string Collected(string script, string pid)
    {
        using Process shell = Started(script, pid);
        string text = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        return text;
    }

    // Without jcmd: this process is no JVM.
    static Process Started(string script, string pid)
    {
        ProcessStartInfo start = new("sh", [script, pid]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        return Process.Start(start)!;
    }
}
