using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Lab.Jdks;
using Fathom.Lab.Running;
using Fathom.Live.Tests.Accounting;
using Fathom.Live.Tests.Cli;
using Fathom.Sources;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Tests;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>`fathom nmt` and --deep on real JVMs; the truth is the JVM's own text, its own diff, and the kernel's smaps.</summary>
static partial class NmtLive
{
    /// <summary>What NMT does not know is others', and all of it is known.</summary>
    const int MostUnexplained = 0;

    internal static void Check(int feature, string flag)
    {
        Jdk jdk = Machine.FindJdk(feature)!;
        RunRequest request = RunRequest.Small(Fathom.Lab.Scenarios.Named("direct-kept").Value) with
        {
            ExtraFlags = ["-Xms64m", "-Xmx128m", "-XX:NativeMemoryTracking=detail", flag],
        };
        using ScenarioRun run = ScenarioRun.Start(request, jdk).Value;
        string pid = run.Pid.ToString(CultureInfo.InvariantCulture), saved = Path.GetTempFileName();
        try
        {
            Assert.True(run.Next().Ok);
            // The slot is this JVM's, and nobody else's: it is the test's own.
            Jcmd(jdk, pid, "baseline");
            Figures(Answer.Of("nmt", pid, "--baseline", saved, "--json"), File.ReadAllText(saved));
            Assert.True(run.Next().Ok);

            Compares(Answer.Of("nmt", pid, "--diff", saved, "--json"), Jcmd(jdk, pid, "summary.diff", "scale=1"));
            Resident(run.Pid, Answer.Of("nmt", pid, "--detail", "--yes", "--json"), flag);
            Deep(run.Pid, Jcmd(jdk, pid, "detail", "scale=1"));
        }
        finally
        {
            File.Delete(saved);
        }
    }

    /// <summary>Every tag's figures are those of the text, read here by other means.</summary>
    static void Figures(Answer answer, string text)
    {
        answer.Ends(ExitCode.Fine);
        Dictionary<string, (long, long)> tags = Category().Matches(text).ToDictionary(match => match.Groups[1].Value.Trim(),
            match => (Number(match.Groups[2]), Number(match.Groups[3])));
        Match total = Total().Match(text);
        JsonElement nmt = answer.Json.GetProperty("nmt");

        Assert.True(tags.Count > 15);
        Assert.Equal(tags.OrderBy(tag => tag.Key, StringComparer.Ordinal), nmt.GetProperty("tags").EnumerateArray()
            .ToDictionary(tag => tag.GetProperty("tag").GetString()!, tag => (Long(tag, "reserved_bytes"), Long(tag, "committed_bytes")))
            .OrderBy(tag => tag.Key, StringComparer.Ordinal));
        Assert.Equal((Number(total.Groups[1]), Number(total.Groups[2])), (Long(nmt, "reserved_bytes"), Long(nmt, "committed_bytes")));
        Assert.All(nmt.GetProperty("checks").EnumerateArray(), check => Assert.True(check.GetProperty("balances").GetBoolean(), check.GetRawText()));
        Assert.True(nmt.GetProperty("blocks_check").GetProperty("balances").GetBoolean());
        // Nothing was asked for but the summary: NMT's list of ranges and its block headers are read from memory.
        Assert.Equal("NMT's map in memory", nmt.GetProperty("resident_source").GetString());
        JsonElement module = nmt.GetProperty("tags").EnumerateArray().Single(tag => tag.GetProperty("key").GetString() == "module");
        Assert.InRange(Long(module, "resident_bytes"), 1, Long(module, "committed_bytes") + 64 * 1024);
    }

    /// <summary>Direct buffers came: as many bytes and blocks as the JVM's own diff says.</summary>
    static void Compares(Answer answer, string theirs)
    {
        answer.Ends(ExitCode.Fine);
        JsonElement other = answer.Json.GetProperty("nmt").GetProperty("diff").GetProperty("tags").EnumerateArray()
            .Single(tag => tag.GetProperty("key").GetString() == "other");
        Match match = OtherDiff().Match(theirs);

        Assert.True(match.Success, theirs);
        Assert.True(Long(other, "malloc_change_bytes") > 1 << 20);
        Assert.Equal((Number(match.Groups[1]), Number(match.Groups[2])), (Long(other, "malloc_change_bytes"), Long(other, "malloc_count_change")));
    }

    /// <summary>The pages of the heap's range, as the kernel counts them mapping by mapping.</summary>
    static void Resident(int pid, Answer answer, string flag)
    {
        answer.Ends(ExitCode.Fine);
        JsonElement root = answer.Json, nmt = root.GetProperty("nmt");
        Assert.Equal("NMT detail", nmt.GetProperty("resident_source").GetString());
        Assert.NotEqual(0, nmt.GetProperty("sites").GetArrayLength());
        Assert.NotEmpty(root.GetProperty("cost").GetProperty("left_behind").EnumerateArray());
        if (flag.Contains('Z'))
            return;
        JsonElement heap = nmt.GetProperty("map").EnumerateArray().First(range => range.GetProperty("tag").GetString() == "Java Heap");
        (ulong start, ulong end) = (Hex(heap, "start"), Hex(heap, "end"));
        long kernel = Kernel.Smaps(pid).Where(area => area.Start >= start && area.End <= end).Sum(area => area["Rss"]);

        Assert.InRange(Long(heap, "resident_bytes") - kernel, -64 * 1024, 64 * 1024);
        Assert.True(kernel > 1 << 20);
    }

    /// <summary>With NMT's map nothing of the JVM's has a wrong owner, and nothing is without one.</summary>
    static void Deep(int pid, string detail)
    {
        Answer answer = Answer.Of("ledger", pid.ToString(CultureInfo.InvariantCulture), "--deep", "--yes", "--json");
        answer.Ends(ExitCode.Fine, "VM.native_memory detail", "VM.info", "VM.metaspace vslist");
        Assert.InRange(Long(answer.BalancedJson().GetProperty("ledger"), "unexplained_bytes"), 0, MostUnexplained);

        IEnumerable<NmtRange> map = NmtText.Parse(System.Text.Encoding.UTF8.GetBytes(detail), "jcmd").Value.Regions
            .Select(region => new NmtRange(region.Range, region.Key!));
        using Stopped stopped = Signal.Stopping(pid);
        NmtJudge.Verdict verdict = NmtJudge.Judge(
            LiveLook.At(pid, new LookOptions { Answers = new JvmAnswers { Nmt = [.. map] } }).Value, NmtJudge.Parse(detail));
        Assert.Equal(0, verdict.Wrong.Value);
        Assert.InRange(verdict.Unexplained.Value, 0, MostUnexplained);
    }

    static string Jcmd(Jdk jdk, string pid, params string[] words) =>
        Outside.Run(Path.Combine(jdk.Home, "bin", "jcmd"), [pid, "VM.native_memory", .. words]);

    internal static long Long(JsonElement of, string name) => of.GetProperty(name).GetInt64();

    static ulong Hex(JsonElement of, string name) => Convert.ToUInt64(of.GetProperty(name).GetString(), 16);

    static long Number(Group group) => long.Parse(group.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^-\s+(.+?) \(reserved=(\d+), committed=(\d+)[,)]", RegexOptions.Multiline)]
    private static partial Regex Category();

    [GeneratedRegex(@"^Total: reserved=(\d+), committed=(\d+)", RegexOptions.Multiline)]
    private static partial Regex Total();

    [GeneratedRegex(@"-\s+Other \(.*\n\s+\(malloc=\d+ (?:type=Other |tag=Other )?(\+\d+) #\d+ (\+\d+)")]
    private static partial Regex OtherDiff();
}

[Collection("JDK 17")]
public sealed class Jvm17NmtTests
{
    [JdkTheory(17)]
    [InlineData("-XX:+UseG1GC")]
    [InlineData("-XX:+UseZGC")]
    public void Its_figures_changes_pages_and_owners_are_the_JVMs_own(string flag) => NmtLive.Check(17, flag);

    [JdkFact(17)]
    public void Without_NMT_it_says_which_flag_is_missing_and_what_can_be_asked_instead()
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.FindJdk(17)!);
        string pid = jvm.Id.ToString(CultureInfo.InvariantCulture);

        Answer.Of("nmt", pid).Ends(ExitCode.CannotTell, "-XX:NativeMemoryTracking=summary", "fathom ledger");
        Answer.Of("nmt", pid, "--detail").Ends(ExitCode.CannotTell, "-XX:NativeMemoryTracking=summary");
        Answer.Of("ledger", pid, "--deep").Ends(ExitCode.Usage, "VM.info", "VM.metaspace vslist");
        Answer deep = Answer.Of("map", pid, "--deep", "--yes", "--json");
        deep.Ends(ExitCode.Fine);
        Assert.DoesNotContain("native_memory", deep.Talk, StringComparison.Ordinal);
        Assert.Empty(deep.Json.GetProperty("gaps").EnumerateArray());
    }

    [JdkFact(17)]
    public void At_level_summary_no_dear_question_is_asked()
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.FindJdk(17)!, "-XX:NativeMemoryTracking=summary");

        Answer answer = Answer.Of("nmt", jvm.Id.ToString(CultureInfo.InvariantCulture), "--detail", "--json");

        answer.Ends(ExitCode.CannotTell);
        Assert.DoesNotContain("detail", answer.Talk, StringComparison.Ordinal);
        Assert.Contains("nmt-detail-off", answer.Text, StringComparison.Ordinal);
        Assert.True(answer.Json.GetProperty("nmt").GetProperty("tags").GetArrayLength() > 15);
    }
}

[Collection("JDK 25")]
public sealed class Jvm25NmtTests
{
    [JdkTheory(25)]
    [InlineData("-XX:+UseG1GC")]
    public void Its_figures_changes_pages_and_owners_are_the_JVMs_own(string flag) => NmtLive.Check(25, flag);
}

public sealed class Jvm8NmtTests
{
    [RootFact("sid")]
    public void JDK_8_counts_in_KB_and_has_no_VM_info()
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.Root("sid"), [], "-XX:NativeMemoryTracking=detail");
        string pid = jvm.Id.ToString(CultureInfo.InvariantCulture);

        Answer nmt = Answer.Of("nmt", pid, "--json"), ledger = Answer.Of("ledger", pid, "--deep", "--yes", "--json");

        nmt.Ends(ExitCode.Fine);
        Assert.Equal(1024, NmtLive.Long(nmt.Json.GetProperty("nmt"), "scale_bytes"));
        Assert.True(NmtLive.Long(nmt.Json.GetProperty("nmt").GetProperty("tags").EnumerateArray().Single(tag => tag.GetProperty("key").GetString() == "java-heap"), "resident_bytes") > 0);
        ledger.Ends(ExitCode.Fine, "VM.native_memory detail");
        Assert.Equal(["deep-not-told", "deep-not-told"], ledger.Json.GetProperty("gaps").EnumerateArray().Select(gap => gap.GetProperty("id").GetString()));
        Assert.InRange(NmtLive.Long(ledger.BalancedJson().GetProperty("ledger"), "unexplained_bytes"), 0, 64 * 1024);
    }
}
