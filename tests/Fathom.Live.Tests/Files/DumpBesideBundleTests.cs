using System.Globalization;
using System.Text.Json;
using Fathom.Live.Tests.Cli;
using Fathom.Live.Tests.HotSpot;
using Fathom.Tests;

namespace Fathom.Live.Tests.Files;

/// <summary>What was stored of a JVM, and its heap dump: each figure of the one is held against the other's.</summary>
public class DumpBesideBundleTests
{
    [JdkFact(17)]
    public void A_bundle_and_a_heap_dump_are_one_case()
    {
        using TemporaryFolder folder = new();
        using IdleJvm jvm = IdleJvm.StartOwning(Machine.FindJdk(17)!, "-XX:NativeMemoryTracking=summary");
        string bundle = folder.At("it.fathom"), dump = folder.At("it.hprof"), other = folder.At("other.txt");
        Answer.Of("capture", jvm.Id.ToString(CultureInfo.InvariantCulture), "-o", bundle).Ends(0);
        Assert.True(jvm.Ask($"GC.heap_dump {dump}").Ok);
        File.WriteAllText(other, "VmRSS: 4 kB\n");

        Answer answer = Answer.Of(bundle, dump, "--json");

        Assert.InRange(answer.ExitCode, 0, 1);
        JsonElement[] joined = [.. answer.Json.GetProperty("heap_dumps")[0].GetProperty("joined").EnumerateArray()];
        Assert.Contains(joined, figure => figure.GetProperty("what").GetString() == "direct buffers" && figure.GetProperty("agrees").GetBoolean());
        Assert.Contains(joined, figure => figure.GetProperty("what").GetString() == "threads" && figure.GetProperty("agrees").GetBoolean());
        Assert.NotEqual(JsonValueKind.Null, answer.Json.GetProperty("census").ValueKind);
        Assert.True(answer.Json.GetProperty("rss_bytes").GetInt64() > 1 << 20);
        Answer.Of(bundle, other).Ends(2, "it.fathom is a bundle");
    }
}
