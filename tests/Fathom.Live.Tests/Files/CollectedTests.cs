using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fathom.Lab.Jdks;
using Fathom.Lab.Running;
using Fathom.Live.Tests.Cli;
using Fathom.Tests;

namespace Fathom.Live.Tests.Files;

/// <summary>The text that `capture --script` collects of a JVM, held against a look at the JVM itself.</summary>
[Collection("JDK 17")]
public sealed class CollectedTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [JdkFact(17)]
    public void What_the_script_collects_is_read_as_the_process_is()
    {
        RunRequest request = RunRequest.Small(Fathom.Lab.Scenarios.Named("idle").Value) with { ExtraFlags = ["-XX:NativeMemoryTracking=summary"] };
        Jdk jdk = Machine.FindJdk(17)!;
        using ScenarioRun run = ScenarioRun.Start(request, jdk).Value;
        Assert.True(run.Next().Ok);
        string pid = run.Pid.ToString(CultureInfo.InvariantCulture);
        JsonElement files = Answer.Of("doctor", _folder.Write("jvm.txt", Collected(jdk, pid)), "--json").Json;
        JsonElement live = Answer.Of("doctor", pid, "--json").Json;

        Assert.DoesNotContain(files.GetProperty("texts").EnumerateArray(),
            text => text.GetProperty("kind").ValueKind == JsonValueKind.Null && text.GetProperty("pid").ValueKind != JsonValueKind.Null);
        Assert.DoesNotContain(files.GetProperty("texts").EnumerateArray(), text => text.GetProperty("of_another_process").GetBoolean());
        // The attach listener has come in between.
        Assert.InRange(files.GetProperty("rss_bytes").GetInt64(), live.GetProperty("rss_bytes").GetInt64() - (4 << 20), live.GetProperty("rss_bytes").GetInt64() + (4 << 20));
        string command = Text(live, "target", "command")!;
        Assert.Contains("lab.Idle", command, StringComparison.Ordinal);
        Assert.Equal(command, Text(files, "target", "command"));
        Assert.Equal(Text(live, "container", "limit_bytes"), Text(files, "container", "limit_bytes"));
    }

    /// <summary>As a user runs it where the JDK's tools are on the path.</summary>
    string Collected(Jdk jdk, string pid)
    {
        string script = _folder.Write("collect.sh", Answer.Of("capture", "--script").Text);
        ProcessStartInfo start = new("sh", [script, pid]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = Path.Combine(jdk.Home, "bin") + ":/usr/sbin:/usr/bin:/sbin:/bin";
        using Process shell = Process.Start(start)!;
        string text = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        Assert.Contains("Native Memory Tracking:", text, StringComparison.Ordinal);
        return text;
    }

    static string? Text(JsonElement of, params string[] names)
    {
        foreach (string name in names)
        {
            if (of.ValueKind != JsonValueKind.Object || !of.TryGetProperty(name, out of))
                return null;
        }
        return of.ToString();
    }
}
