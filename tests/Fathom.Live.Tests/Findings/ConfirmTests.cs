using System.Text.Json;
using Fathom.Lab;
using Fathom.Lab.Running;
using Fathom.Live.Tests.Census;
using Fathom.Live.Tests.Cli;
using Fathom.Live.Tests.HotSpot;

namespace Fathom.Live.Tests.Findings;

/// <summary>Streams.java keeps some and has dropped some: what a collection does to them is known from outside of fathom.</summary>
[Collection("JDK 17")]
public sealed class ConfirmTests : IDisposable
{
    readonly string _old = Path.GetTempFileName();

    [JdkTheory(17)]
    [InlineData("-XX:+UseG1GC")]
    [InlineData("-XX:+UseParallelGC")]
    public void Dropped_streams_go_with_a_collection_and_kept_ones_do_not(string flag)
    {
        using TruthJvm jvm = new(Machine.FindJdk(17)!, StreamTruth.Half, flag);
        string target = jvm.Target;
        Assert.Equal(1, Answer.Of("doctor", target, "-o", _old, "--json").ExitCode);
        using JsonDocument before = JsonDocument.Parse(File.ReadAllText(_old));
        Assert.Equal(["FTH010", "FTH012"], Rules(before, "FTH01"));

        (int code, JsonElement dropped) = Confirm(target, "FTH012");
        Assert.Equal((1, "confirmed"), (code, dropped.GetProperty("outcome").GetString()));
        Assert.InRange(dropped.GetProperty("bytes_after").GetInt64(), 0, dropped.GetProperty("bytes_before").GetInt64() / 50);

        (code, JsonElement kept) = Confirm(target, "FTH010");
        Assert.Equal((1, "confirmed"), (code, kept.GetProperty("outcome").GetString()));
        Assert.InRange(kept.GetProperty("bytes_after").GetInt64(), kept.GetProperty("bytes_before").GetInt64() * 98 / 100, long.MaxValue);

        Answer since = Answer.Of("doctor", target, "--against", _old, "--json");
        using JsonDocument after = JsonDocument.Parse(since.Text);
        JsonElement blocks = after.RootElement.GetProperty("against").GetProperty("blocks");
        JsonElement streams = blocks.EnumerateArray().First(block => block.GetProperty("name").GetString()!.StartsWith("zlib deflate", StringComparison.Ordinal));
        long went = streams.GetProperty("before_bytes").GetInt64() - streams.GetProperty("after_bytes").GetInt64();
        Assert.InRange(went, jvm["lostdeflaters"] * 262_000, jvm["lostdeflaters"] * 275_000);
    }

    /// <summary>What each program does is known: who blocks the finalizer, where threads stand, what was copied by which function.</summary>
    [JdkTheory(17)]
    [InlineData("finalizer-blocked", "leak", "FTH018", "the finalizer's queue does not get shorter", "lab.FinalizerBlocked$Guarded.finalize")]
    [InlineData("many-threads", "leak", "FTH046", "where its threads stand", "lab.ManyThreads$1.run")]
    [InlineData("deep-stacks", "leak", "FTH047", "where its threads stand", "those pages are not in use")]
    [InlineData("jni-copies", "strings", "FTH019", "who asked for its blocks", "jni_GetStringUTFChars", "-XX:NativeMemoryTracking=detail")]
    [InlineData("lambdas-kept", "leak", "FTH041", "a full collection leaves it", null)]
    public void What_a_program_does_is_what_its_test_shows(string id, string variant, string rule, string test, string? showed, params string[] flags)
    {
        Scenario scenario = Scenarios.Named(id).Value;
        using ScenarioRun run = ScenarioRun.Start(new RunRequest(scenario, scenario.Variant(variant).Value) { ExtraFlags = flags }, Machine.FindJdk(17)!).Value;
        Assert.All([run.Next(), run.Next()], phase => Assert.True(phase.Ok, phase.Gap?.ToString()));
        string target = run.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture);

        (int code, JsonElement done) = Confirm(target, rule);

        Assert.True(code == 1 && done.GetProperty("outcome").GetString() == "confirmed", $"exit {code}, {done}");
        Assert.Equal(test, done.GetProperty("test").GetString());
        if (showed is not null)
            Assert.Contains(done.GetProperty("showed").EnumerateArray(), line => line.GetString()!.Contains(showed, StringComparison.Ordinal));
    }

    /// <summary>At level summary there are no call sites: growth is watched instead, and that is said.</summary>
    [JdkFact(17)]
    public void Where_the_JVM_keeps_no_call_sites_growth_is_watched()
    {
        Scenario scenario = Scenarios.Named("jni-copies").Value;
        using ScenarioRun run = ScenarioRun.Start(new RunRequest(scenario, scenario.Variants[0]), Machine.FindJdk(17)!).Value;
        Assert.All([run.Next(), run.Next()], phase => Assert.True(phase.Ok, phase.Gap?.ToString()));

        Answer answer = Answer.Of("confirm", run.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture), "FTH019", "--for", "2s");

        Assert.Contains("level summary", answer.Talk, StringComparison.Ordinal);
        Assert.StartsWith("REFUTED", answer.Text[answer.Text.IndexOf("REFUTED", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [JdkFact(17)]
    public void Without_a_yes_nothing_is_done()
    {
        using TruthJvm jvm = new(Machine.FindJdk(17)!, StreamTruth.Half);
        string target = jvm.Target;

        Assert.Equal(2, Answer.Of("confirm", target, "FTH012").ExitCode);
        Assert.Contains("FTH012", Answer.Of("doctor", target).Text, StringComparison.Ordinal);
    }

    [JdkFact(17)]
    public void What_stands_still_does_not_grow()
    {
        using IdleJvm jvm = IdleJvm.StartKeeping(Machine.FindJdk(17)!);
        Answer watched = Answer.Of("doctor", jvm.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), "--for", "2s", "--json");
        using JsonDocument answer = JsonDocument.Parse(watched.Text);

        Assert.Equal(8, answer.RootElement.GetProperty("growth").GetProperty("looks").GetInt32());
        Assert.DoesNotContain("FTH092", Rules(answer, "FTH"));
    }

    static (int Code, JsonElement Confirm) Confirm(string target, string rule)
    {
        Answer answer = Answer.Of("confirm", target, rule, "--yes", "--json");
        using JsonDocument read = JsonDocument.Parse(answer.Text);
        return (answer.ExitCode, read.RootElement.GetProperty("confirm").Clone());
    }

    static string[] Rules(JsonDocument answer, string prefix) =>
        [.. answer.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("rule").GetString()!)
            .Where(rule => rule.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public void Dispose() => File.Delete(_old);
}
