using System.Globalization;
using System.Text;
using System.Text.Json;
using Fathom.Cli;
using Fathom.Evidence;

namespace Fathom.Tests.Cli;

/// <summary>`fathom diff` on files as users save them.</summary>
public sealed class DiffCommandTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int, string[]> Views => new()
    {
        { "diff-nmt", 80, ["./hotspot/17/nmt-summary.txt", "./hotspot/17/nmt-level-summary.txt"] },
        { "diff-nmt-sites", 120, ["./hotspot/21/nmt-detail.txt", "./hotspot/17/nmt-detail.txt", "--by", "site", "--top", "4"] },
        { "diff-classes", 80, ["./hotspot/17/class-histogram.txt", "./hotspot/25/class-histogram.txt", "--min", "10k", "--limit", "1m"] },
        { "diff-classes-json", 80, ["./hotspot/17/class-histogram.txt", "./hotspot/25/class-histogram.txt", "--min", "100k", "--json"] },
        { "diff-smaps", 80, ["./jdk17/smaps", "./jdk25/smaps"] },
        { "diff-smaps", 160, ["./jdk17/smaps", "./jdk25/smaps", "--by", "mapping"] },
        { "diff-profiles", 80, ["./profile-of-jvm/given/shop.4242.0.i0.heap", "./profile-of-jvm/given/shop.4242.3.i3.heap"] },
        { "diff-profiles-back", 80, ["./profile-of-jvm/given/shop.4242.3.i3.heap", "./profile-of-jvm/given/shop.4242.0.i0.heap", "--by", "use", "--min", "1m", "--limit", "1m"] },
        { "diff-recording", 100, ["./hotspot/25/nmt-summary.txt", "./recording/given/orders.jfr.gz", "--top", "3"] },
        { "diff-unlike-profile", 80, ["./recording/given/orders.jfr.gz", "./profiles/shop.0003.heap"] },
        { "diff-unlike", 80, ["./jdk17/smaps", "./hotspot/17/nmt-summary.txt"] },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public void A_diff_reads_as_it_was_kept_in_every_country(string name, int columns, string[] arguments)
    {
        Call home = Call.Wide(columns, ["diff", .. arguments]), abroad = Call.Abroad(() => Call.Wide(columns, ["diff", .. arguments]));

        string file = string.Create(CultureInfo.InvariantCulture, $"{name}-{columns}.txt");
        Golden.Matches("views", file, $"{home.Out}{home.Talk}exit {home.ExitCode}\n");
        Golden.Matches("views", file, $"{abroad.Out}{abroad.Talk}exit {abroad.ExitCode}\n");
    }

    /// <summary>The heap's mapping of a real smaps is made larger, and all it has is resident.</summary>
    [Fact]
    public void What_grew_in_smaps_is_told_by_its_place()
    {
        string text = File.ReadAllText("./jdk17/smaps");
        int header = text.IndexOf("[heap]", StringComparison.Ordinal), rss = text.IndexOf("Rss:", header, StringComparison.Ordinal), end = text.IndexOf('\n', rss);
        long before = long.Parse(text[(rss + 4)..end].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        string after = _folder.Write("after", string.Concat(text.AsSpan(0, rss), string.Create(CultureInfo.InvariantCulture, $"Rss: {before + 8} kB"), text.AsSpan(end)));

        JsonElement table = Json("./jdk17/smaps", after, "--by", "mapping").GetProperty("tables")[0];

        JsonElement line = table.GetProperty("lines").EnumerateArray().Single();
        Assert.Equal(("[heap]", "grown", 8192), (line.GetProperty("name").GetString(), line.GetProperty("change").GetString(), line.GetProperty("change_bytes").GetInt64()));
        Assert.Equal(8192, table.GetProperty("change_bytes").GetInt64());
        Assert.False(table.GetProperty("by_name").GetBoolean());
    }

    [Fact]
    public void An_answer_that_was_kept_is_compared_with_what_it_was_made_of()
    {
        string kept = _folder.Path + "/kept.json";
        Call.Of("doctor", "./jdk17", "-o", kept);

        JsonElement diff = Json(kept, "./jdk17");

        Assert.Equal("account", diff.GetProperty("tables").EnumerateArray().Single().GetProperty("by").GetString());
        Assert.Empty(diff.GetProperty("tables")[0].GetProperty("lines").EnumerateArray());
        Assert.Equal(0, diff.GetProperty("rss_change_bytes").GetInt64());
        Assert.Equal(ExitCode.CannotTell, Call.Of("diff", kept, "./jdk17", "--by", "mapping").ExitCode);
    }

    [Fact]
    public void Two_processes_are_told_from_one()
    {
        string one = Kept("one.json", 7, "Orders", 100), other = Kept("other.json", 8, "Orders", 250), unknown = Kept("unknown.json", null, "", 300);

        Assert.Contains("different processes: Orders pid 7 and Orders pid 8", Call.Of("diff", one, other).Out, StringComparison.Ordinal);
        Assert.DoesNotContain("different processes", Call.Of("diff", one, unknown).Out, StringComparison.Ordinal);
        Assert.Contains("the first is younger", Call.Of("diff", unknown, one).Out, StringComparison.Ordinal);
        Assert.Equal(200L * 1024, Json(one, unknown).GetProperty("rss_change_bytes").GetInt64());
        Assert.Equal(200L * 1024 * 36, Json(one, unknown).GetProperty("rss_per_hour_bytes").GetInt64());
    }

    public static TheoryData<string> Pmaps() => [.. ((string[])["3.3.17", "4.0.2", "4.0.4"]).SelectMany(version => ((string[])["-x", "-xp", "-X", "-XX"]).Select(option => $"{version}/pmap{option}"))];

    /// <summary>One stopped JVM, told by the kernel and by pmap: nothing has changed, whichever way, and sums are pmap's own.</summary>
    [Theory]
    [MemberData(nameof(Pmaps))]
    public void Pmap_and_smaps_of_one_moment_are_the_same(string pmap)
    {
        string file = $"./texts/procps/{pmap}.txt";
        string[] total = File.ReadLines(file).Last(line => line.Length > 0).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        long rss = File.ReadLines("./texts/procps/smaps.txt").Where(line => line.StartsWith("Rss:", StringComparison.Ordinal)).Sum(line => long.Parse(line[4..^2], CultureInfo.InvariantCulture)) << 10;
        if (pmap.Contains("-x", StringComparison.Ordinal))
            Assert.Equal(rss, long.Parse(total[3], CultureInfo.InvariantCulture) << 10);
        foreach (string[] sides in (string[][])[[file, "./texts/procps/smaps.txt"], ["./texts/procps/smaps.txt", file]])
        {
            JsonElement diff = Json([.. sides]);
            Assert.Equal(0, diff.GetProperty("rss_change_bytes").GetInt64());
            foreach (JsonElement table in diff.GetProperty("tables").EnumerateArray())
            {
                Assert.Equal((rss, rss), (table.GetProperty("before_bytes").GetInt64(), table.GetProperty("after_bytes").GetInt64()));
                if (table.GetProperty("by").GetString() == "mapping")
                    Assert.Empty(table.GetProperty("lines").EnumerateArray());
            }
            Assert.Equal(["account", "mapping"], diff.GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("by").GetString()));
        }
    }

    [Fact]
    public void The_limit_decides_how_it_ends()
    {
        string[] grew = ["diff", "./hotspot/17/nmt-level-summary.txt", "./hotspot/17/nmt-summary.txt"];

        Assert.Equal(ExitCode.Finding, Call.Of([.. grew, "--limit", "30m"]).ExitCode);
        Assert.Equal(ExitCode.Fine, Call.Of([.. grew, "--limit", "64m"]).ExitCode);
        Assert.Equal(ExitCode.Fine, Call.Of(grew).ExitCode);
        Assert.Equal(ExitCode.Usage, Call.Of([.. grew, "--limit", "much"]).ExitCode);
        Assert.Equal(ExitCode.Usage, Call.Of("diff", "./hotspot/17/nmt-summary.txt").ExitCode);
    }

    [Fact]
    public void One_side_may_be_piped_in()
    {
        using MemoryStream output = new(), piped = new(File.ReadAllBytes("./hotspot/17/class-histogram.txt"));
        using (Session session = new(output, TextWriter.Null) { Input = () => piped })
            Assert.Equal(0, Program.Run(["diff", "-", "./hotspot/17/class-histogram.txt"], session));

        Assert.Contains("370 as they were", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_compared_is_said_to_be_so()
    {
        string text = _folder.Write("a.txt", "the quick brown fox\n"), json = _folder.Write("a.json", "{}");

        Assert.Equal(ExitCode.NoTarget, Call.Of("diff", "/nowhere/a", text).ExitCode);
        Assert.Equal(ExitCode.CannotTell, Call.Of("diff", text, "./jdk17/smaps").ExitCode);
        Assert.Contains("a.txt has no figures", Call.Of("diff", text, "./jdk17/smaps").Talk, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, Call.Of("diff", json, "./jdk17/smaps").ExitCode);
        Assert.Equal(ExitCode.CannotTell, Call.Of("diff", "./jdk17/smaps", "./jdk25/smaps", "--by", "tag").ExitCode);
        Assert.Equal(ExitCode.CannotTell, Call.Of("diff", "./maps-only", "./jdk17").ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>An answer that was made half a second after noon for each KiB.</summary>
    string Kept(string name, int? pid, string main, int kibibytes) => _folder.Write(name, $$"""
        { "schema": "fathom/1", "taken_at": "{{new DateTime(2026, 3, 4, 12, 0, 0, DateTimeKind.Utc).AddSeconds(kibibytes / 2):yyyy-MM-ddTHH:mm:ssZ}}",
          "target": { "pid": {{pid?.ToString(CultureInfo.InvariantCulture) ?? "null"}}, "main": "{{main}}" }, "rss_bytes": {{kibibytes * 1024}},
          "ledger": { "accounts": [ { "account": "java/heap/eden", "bytes": {{kibibytes * 1024}} } ], "unexplained_bytes": 0 } }
        """);

    static JsonElement Json(params string[] arguments)
    {
        using JsonDocument json = JsonDocument.Parse(Call.Of(["diff", .. arguments, "--json"]).Out);
        return json.RootElement.GetProperty("diff").Clone();
    }
}
