using System.Text.Json;
using System.Text.Json.Nodes;
using Fathom.Live.Tests.Cli;
using Fathom.Tests;

namespace Fathom.Live.Tests.Sources;

/// <summary>A JVM that stands still, and a bundle of it: every verb says the same of both.</summary>
[Collection("JDK 17")]
public sealed class BundleLiveTests
{
    /// <summary>What a look cost and when it was; what others in its container do meanwhile.</summary>
    static readonly string[] Passing = ["taken_at", "cost", "uptime_s", "took_ms", "container"];

    static readonly string[] Verbs = ["ledger", "ledger --census", "map", "threads", "arenas --bins", "trim", "census", "census --lost", "jvm", "nmt", "doctor", "doctor --lost --budget"];

    [JdkFact(17)]
    public void A_stopped_JVM_17_and_its_bundle_get_the_same_answers() => Compare(17, "-XX:NativeMemoryTracking=summary");

    [JdkFact(25)]
    public void A_stopped_JVM_25_and_its_bundle_get_the_same_answers() => Compare(25, "-XX:NativeMemoryTracking=detail");

    [JdkFact(17)]
    public void What_the_JVM_answered_is_handed_out_again_and_holds_no_secret()
    {
        using TemporaryFolder folder = new();
        using SmallJvm jvm = new(17, flags: ["-XX:NativeMemoryTracking=detail", "-Dpassword=geheim"]);
        string bundle = folder.At("deep.fathom");
        Answer.Of("capture", jvm.Target, "-o", bundle, "--deep", "--yes").Ends(0);

        Assert.Contains("Native Memory Tracking", Answer.Of("jvm", bundle, "VM.native_memory").Text, StringComparison.Ordinal);
        Assert.Equal(0, Answer.Of("nmt", bundle, "--detail").ExitCode);
        string info = Answer.Of("open", bundle, "VM.info").Text;
        Assert.Contains("-Dpassword=***", info, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", info + Answer.Of("jvm", bundle, "--json").Text + Answer.Of("open", bundle, "snapshot").Text, StringComparison.Ordinal);
        Assert.NotEqual(5, Answer.Of("ledger", bundle, "--deep", "--json").ExitCode);
    }

    static void Compare(int feature, string flag)
    {
        using TemporaryFolder folder = new();
        using SmallJvm jvm = new(feature, flags: [flag]);
        using Stopped still = Signal.Stopping(jvm.Pid);
        string bundle = folder.At("still.fathom");
        Answer.Of("capture", jvm.Target, "-o", bundle, "--lost").Ends(0);
        foreach (string verb in Verbs)
        {
            string[] words = verb.Split(' ');
            Answer live = Answer.Of([words[0], jvm.Target, .. words[1..], "--json"]), read = Answer.Of([words[0], bundle, .. words[1..], "--json"]);
            Assert.True(live.ExitCode == read.ExitCode, $"{verb}: {live.ExitCode} {live.Talk}, {read.ExitCode} {read.Talk}");
            Assert.Equal(Lasting(verb, live), Lasting(verb, read));
        }
        Assert.Equal(Rows("map", jvm.Target), Rows("map", bundle));
        Assert.Equal(Rows("threads", jvm.Target), Rows("threads", bundle));
    }

    /// <summary>Without the head: it says how long the process has been up, and what its container uses.</summary>
    static string Rows(string verb, string target)
    {
        string text = Answer.Of(verb, target).Text;
        return text[text.IndexOf("\n  ", StringComparison.Ordinal)..];
    }

    static string Lasting(string verb, Answer answer)
    {
        JsonObject root = JsonNode.Parse(answer.Text)!.AsObject();
        // The container's usage is among the figures of some findings: of those, who was told.
        foreach (string member in (string[])["findings", "ruled_out", "budget"])
        {
            if (root[member] is JsonArray list)
                root[member] = string.Join(' ', list.Select(each => each?["rule"]?.ToString() ?? each?["what"]?.ToString()));
            else if (root[member] is JsonObject)
                root.Remove(member);
        }
        Strip(root);
        return verb + root.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    static void Strip(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (JsonNode? each in list)
                Strip(each);
        }
        if (node is not JsonObject members)
            return;
        foreach (string name in Passing)
            members.Remove(name);
        foreach ((_, JsonNode? value) in members)
            Strip(value);
    }
}
