using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fathom.Live.Tests.Accounting;
using Fathom.Tests;

namespace Fathom.Live.Tests.Cli;

/// <summary>Five JVMs, and every column of each against /proc.</summary>
[Collection("rights")]
public sealed class PsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly string _name = "orders-" + Guid.NewGuid().ToString("n")[..12];

    public void Dispose() => _folder.Dispose();

    [JdkFact(17)]
    public void Five_JVMs_are_listed_by_size_with_what_proc_says_of_each()
    {
        SmallJvm[] jvms = [.. Enumerable.Range(1, 5).Select(i => new SmallJvm(
            flags: ["-Xms32m", $"-Xmn{5 * i}m", "-XX:+AlwaysPreTouch", $"-Xmx{40 + i}m", "-Dpassword=hunter2"]))];
        try
        {
            // They are to stay as they were listed.
            foreach (SmallJvm jvm in jvms)
                Signal.Stopping(jvm.Pid);
            JsonElement[] lines = [.. Answer.Of("ps", "--json").Json.GetProperty("ps").EnumerateArray()];
            long[] sizes = [.. lines.Select(line => line.GetProperty("rss_bytes").GetInt64())];

            Assert.Equal(sizes.OrderDescending(), sizes);
            for (int i = 0; i < jvms.Length; i++)
                CheckLine(jvms[i], 41 + i, lines.Single(line => line.GetProperty("target").GetProperty("pid").GetInt32() == jvms[i].Pid));
            CheckText(jvms);
        }
        finally
        {
            foreach (SmallJvm jvm in jvms)
                jvm.Dispose();
        }
    }

    [JdkFact(17)]
    public void A_target_is_named_by_a_part_of_its_jar_and_two_of_them_are_ambiguous()
    {
        string jar = JavaProgram.Jar(_folder, _name + ".jar");
        using SmallJvm first = new(program: ["-jar", jar]);

        Answer.Of(_name).Ends(0);
        Answer.Of(_name.ToUpperInvariant(), "--json").BalancedJson();

        using SmallJvm second = new(program: ["-jar", jar, "again"]);
        Answer.Of(_name).Ends(2, first.Target, second.Target);
        Answer.Of(_name + "-none").Ends(3);
    }

    [JdkFact(17)]
    public void A_target_is_named_by_a_part_of_its_main_class()
    {
        using SmallJvm jvm = new();

        Answer answer = Answer.Of("ledger", "fathomtest.Wai", "--json");

        // Other tests' JVMs run the same class.
        Assert.True(answer.ExitCode is 0 or 2, answer.Talk);
        if (answer.ExitCode == 2)
            Assert.Contains(jvm.Target, answer.Talk, StringComparison.Ordinal);
    }

    [JdkFact(17)]
    public void A_JVM_under_another_name_is_found_by_its_library()
    {
        // A copy finds its libraries only where it lies beside them; these are links to them.
        string home = Machine.FindJdk(17)!.Home, renamed = _folder.At("jdk/bin/" + _name);
        Directory.CreateDirectory(_folder.At("jdk/bin"));
        File.Copy(Path.Combine(home, "bin/java"), renamed);
        foreach (string part in (string[])["lib", "conf"])
            Directory.CreateSymbolicLink(_folder.At("jdk/" + part), Path.Combine(home, part));
        using SmallJvm jvm = new(launcher: renamed);

        Assert.NotEqual("java", File.ReadAllText($"/proc/{jvm.Pid}/comm").Trim());
        Assert.Contains(Answer.Of("ps", "--json").Json.GetProperty("ps").EnumerateArray(),
            line => line.GetProperty("target").GetProperty("pid").GetInt32() == jvm.Pid
                && line.GetProperty("target").GetProperty("jvm").GetProperty("library").GetString()!.EndsWith("/libjvm.so", StringComparison.Ordinal));
    }

    static void CheckLine(SmallJvm jvm, int heap, JsonElement line)
    {
        JsonElement target = line.GetProperty("target");
        Assert.Equal(jvm.Status("VmRSS"), line.GetProperty("rss_bytes").GetInt64());
        Assert.Equal(jvm.Status("VmSwap"), line.GetProperty("swap_bytes").GetInt64());
        Assert.Equal(jvm.Status("VmSize"), line.GetProperty("virtual_bytes").GetInt64());
        Assert.Equal(jvm.Status("Threads"), line.GetProperty("threads").GetInt64());
        Assert.Equal(long.Parse(Kernel.StatusText(jvm.Pid, "Uid").Split('\t')[0], CultureInfo.InvariantCulture), line.GetProperty("uid").GetInt64());
        Assert.Equal((long)heap << 20, target.GetProperty("max_heap_bytes").GetInt64());
        Assert.StartsWith(Machine.FindJdk(17)!.JavaVersion, target.GetProperty("jvm").GetProperty("version").GetString(), StringComparison.Ordinal);
        Assert.Equal(JavaProgram.Main, target.GetProperty("main").GetString());
        Assert.DoesNotContain("hunter2", target.GetProperty("command").GetString(), StringComparison.Ordinal);
        using Process process = Process.GetProcessById(jvm.Pid);
        Assert.InRange(target.GetProperty("uptime_s").GetInt64(), 0, (long)(DateTime.Now - process.StartTime).TotalSeconds + 1);
    }

    static void CheckText(SmallJvm[] jvms)
    {
        Answer text = Answer.Of("ps");
        int[] places = [.. jvms.Select(jvm => text.Text.Split('\n').ToList().FindIndex(line => line.TrimStart().StartsWith(jvm.Target + " ", StringComparison.Ordinal)))];

        // The fifth was given the most; -1 would be one that is not listed.
        Assert.All(places, place => Assert.True(place > 0));
        Assert.Equal(jvms.OrderByDescending(jvm => jvm.Status("VmRSS")).Select(jvm => jvm.Pid),
            jvms.Zip(places).OrderBy(each => each.Second).Select(each => each.First.Pid));
        Assert.DoesNotContain("hunter2", text.Text, StringComparison.Ordinal);
    }
}
