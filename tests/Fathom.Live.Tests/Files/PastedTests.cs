using System.Globalization;
using System.Text.Json;
using Fathom.Lab.Jdks;
using Fathom.Lab.Running;
using Fathom.Live.Tests.Accounting;
using Fathom.Live.Tests.Cli;
using Fathom.Tests;

namespace Fathom.Live.Tests.Files;

/// <summary>One JVM, judged where it runs and from what cat and jcmd say of it: the files know less, and nothing else.</summary>
public sealed class PastedTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [JdkTheory(17, 25)]
    [InlineData(17, "gzip-unclosed")]
    [InlineData(25, "gzip-unclosed")]
    [InlineData(17, "idle")]
    [InlineData(25, "direct-kept")]
    public void The_answer_of_files_is_a_part_of_the_answer_of_the_process(int feature, string scenario)
    {
        Jdk jdk = Machine.FindJdk(feature)!;
        RunRequest request = RunRequest.Small(Fathom.Lab.Scenarios.Named(scenario).Value) with { ExtraFlags = ["-XX:NativeMemoryTracking=detail"] };
        using ScenarioRun run = ScenarioRun.Start(request, jdk).Value;
        Assert.True(run.Next().Ok);
        string pid = run.Pid.ToString(CultureInfo.InvariantCulture);
        foreach (string command in (string[])["VM.native_memory detail", "VM.info", "Thread.print", "GC.heap_info", "VM.metaspace vslist", "Compiler.codecache", "VM.flags"])
            _folder.Write(command.Split(' ')[0] + ".txt", Outside.Run(Path.Combine(jdk.Home, "bin", "jcmd"), [pid, .. command.Split(' ')]));
        using Stopped stopped = Signal.Stopping(run.Pid);
        Answer live = Answer.Of("doctor", pid, "--json");
        // One after the other in one file, as they are pasted.
        _folder.Write("kernel.txt", string.Join("\n", ((string[])["smaps", "status"]).Select(name => $"$ cat /proc/{pid}/{name}\n" + File.ReadAllText($"/proc/{pid}/{name}"))));
        Compare(live.Json, Answer.Of("doctor", _folder.Path, "--json").Json, run.Pid);
    }

    /// <summary>A heap dump beside them says who keeps what; its figures are those that the JVM tracks itself.</summary>
    [JdkTheory(17, 25)]
    [InlineData(17, "direct-kept", "FTH030")]
    [InlineData(25, "inflater-kept", "FTH010")]
    public void With_a_heap_dump_files_name_who_keeps_it(int feature, string scenario, string rule)
    {
        Jdk jdk = Machine.FindJdk(feature)!;
        RunRequest request = RunRequest.Small(Fathom.Lab.Scenarios.Named(scenario).Value) with { ExtraFlags = ["-XX:NativeMemoryTracking=summary"] };
        using ScenarioRun run = ScenarioRun.Start(request, jdk).Value;
        Assert.True(run.Next().Ok);
        Assert.True(run.Next().Ok);
        string pid = run.Pid.ToString(CultureInfo.InvariantCulture), jcmd = Path.Combine(jdk.Home, "bin", "jcmd");
        _folder.Write("nmt.txt", Outside.Run(jcmd, pid, "VM.native_memory", "summary"));
        Outside.Run(jcmd, pid, "GC.heap_dump", Path.Combine(_folder.Path, "x.hprof"));
        using Stopped stopped = Signal.Stopping(run.Pid);
        _folder.Write("smaps", File.ReadAllText($"/proc/{pid}/smaps"));
        _folder.Write("status", File.ReadAllText($"/proc/{pid}/status"));

        JsonElement answer = Answer.Of("doctor", _folder.Path, "--json").Json;

        JsonElement finding = Assert.Single(answer.GetProperty("findings").EnumerateArray(), each => each.GetProperty("rule").GetString() == rule);
        Assert.Matches(@" kept by \w+(\.|\$)\w+", finding.GetProperty("title").GetString());
        JsonElement[] joined = [.. answer.GetProperty("heap_dumps")[0].GetProperty("joined").EnumerateArray()];
        Assert.Superset(new HashSet<string?>(["objects of the heap", "threads", "classes"]), joined.Select(each => each.GetProperty("what").GetString()).ToHashSet());
        Assert.DoesNotContain(joined, each => !each.GetProperty("agrees").GetBoolean());
    }

    static void Compare(JsonElement live, JsonElement files, int pid)
    {
        Assert.Equal(Kernel.Status(pid, "VmRSS"), files.GetProperty("rss_bytes").GetInt64());
        Assert.Equal(live.GetProperty("rss_bytes").GetInt64(), files.GetProperty("rss_bytes").GetInt64());
        Assert.DoesNotContain(files.GetProperty("texts").EnumerateArray(), text => text.GetProperty("kind").ValueKind == JsonValueKind.Null);
        Assert.DoesNotContain(files.GetProperty("texts").EnumerateArray(), text => text.GetProperty("of_another_process").GetBoolean());
        string[] known = [.. Faults(live), "FTH084"];
        Assert.Empty(Faults(files).Except(known));
        // What it says of the JVM's own parts is what the process has; what it cannot tell apart is on no such account.
        foreach (string branch in (string[])["java/heap/", "java/code/", "java/metaspace/", "java/cds", "files/"])
            Assert.True(On(files, branch) <= On(live, branch) + (256 << 10), $"{branch}: {On(files, branch)} of {On(live, branch)}");
        Assert.True(On(files, "malloc/") <= On(live, "malloc/") + (1 << 20), $"malloc: {On(files, "malloc/")} of {On(live, "malloc/")}");
        Assert.InRange(On(files, "java/heap/"), On(live, "java/heap/") - (256 << 10), long.MaxValue);
    }

    static IEnumerable<string> Faults(JsonElement answer) =>
        answer.GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("severity").GetString() != "info").Select(finding => finding.GetProperty("rule").GetString()!);

    static long On(JsonElement answer, string branch) => answer.GetProperty("ledger").GetProperty("accounts").EnumerateArray()
        .Where(line => line.GetProperty("account").GetString()!.StartsWith(branch, StringComparison.Ordinal)).Sum(line => line.GetProperty("bytes").GetInt64());
}
