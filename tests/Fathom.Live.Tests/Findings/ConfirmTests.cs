using System.Text.Json;
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
