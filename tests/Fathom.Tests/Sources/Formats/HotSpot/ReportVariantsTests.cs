using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Formats.HotSpot;

/// <summary>What happens to a report between the JVM and us.</summary>
public sealed class ReportVariantsTests
{
    public static TheoryData<string> Jdks() => [.. SavedAnswers.Jdks];

    static Parsed<NmtReport> Nmt(string text) => NmtText.Parse(Encoding.UTF8.GetBytes(text), "f");

    static string Facts(NmtReport report) =>
        $"{report.Kind} {report.Reserved} {report.Committed} {report.Malloc} {report.Mmap} "
        + $"{report.Regions.Count} {report.Sites.Count} " + string.Join("\n", report.Categories);

    [Theory]
    [MemberData(nameof(Jdks))]
    public void Line_ends_of_Windows_and_a_missing_pid_line_change_nothing(string jdk)
    {
        string text = SavedAnswers.Text(jdk, "nmt-detail");
        string expected = Facts(Nmt(text).Value);

        Assert.Equal(expected, Facts(Nmt(text.Replace("\n", "\r\n", StringComparison.Ordinal)).Value));
        Assert.Equal(expected, Facts(Nmt(text[(text.IndexOf('\n') + 1)..]).Value));
        Assert.Equal(expected, Facts(Nmt("\uFEFF" + text).Value));
    }

    [Theory]
    [InlineData("[2026-11-20T21:37:52.123+0000][info][nmt] ")]
    [InlineData("[0.123s][info   ][nmt,heap] ")]
    [InlineData("[12,345s][1234][5678][debug] ")]
    [InlineData("2026-11-20T21:37:52.123456789Z stdout F ")]
    [InlineData("2026-11-20 21:37:52,123 ")]
    [InlineData("Nov 20 21:37:52 machine java[4242]: ")]
    public void What_a_log_puts_in_front_of_lines_is_passed_over(string prefix)
    {
        foreach (string jdk in SavedAnswers.Jdks)
        {
            foreach (string command in (string[])["nmt-summary", "nmt-detail"])
            {
                string text = SavedAnswers.Text(jdk, command);
                string logged = string.Concat(text.Split('\n').Select(line => prefix + line + "\n"));

                Parsed<NmtReport> parsed = Nmt(logged);

                Assert.Empty(parsed.Gaps);
                Assert.Empty(parsed.Value.Unread);
                Assert.Equal(Facts(Nmt(text).Value), Facts(parsed.Value));
                Assert.Equal(HotSpotFormat.NativeMemory, HotSpotText.Recognise(Encoding.UTF8.GetBytes(logged)));
            }
        }
    }

    [Theory]
    [InlineData(".")]
    [InlineData(",")]
    [InlineData(" ")]
    [InlineData("\u00A0")]
    [InlineData("\u202F")]
    [InlineData("'")]
    public void Digits_in_groups_of_three_are_one_number(string separator)
    {
        string text = SavedAnswers.Text("17", "nmt-summary");
        string grouped = System.Text.RegularExpressions.Regex.Replace(text, @"(?<=[=:] ?)\d{4,}(?=KB)", match =>
            long.Parse(match.Value).ToString("#,0", System.Globalization.CultureInfo.InvariantCulture)
                .Replace(",", separator, StringComparison.Ordinal));

        Parsed<NmtReport> parsed = Nmt(grouped);

        Assert.NotEqual(text, grouped);
        Assert.Empty(parsed.Gaps);
        Assert.Equal(Facts(Nmt(text).Value), Facts(parsed.Value));
    }

    [Fact]
    public void A_decimal_comma_is_a_point()
    {
        string text = SavedAnswers.Text("25", "metaspace");
        string german = System.Text.RegularExpressions.Regex.Replace(text, @"(\d)\.(\d\d )", "$1,$2");

        MetaspaceReport expected = MetaspaceText.Parse(Encoding.UTF8.GetBytes(text), "f").Value;
        Parsed<MetaspaceReport> parsed = MetaspaceText.Parse(Encoding.UTF8.GetBytes(german), "f");

        Assert.NotEqual(text, german);
        Assert.Equal(expected.BothUsage, parsed.Value.BothUsage);
        Assert.Equal(expected.ClassSpace, parsed.Value.ClassSpace);
    }

    [Fact]
    public void A_wrapped_line_is_a_gap_and_the_rest_is_read()
    {
        string text = SavedAnswers.Text("17", "nmt-summary");
        string wrapped = text.Replace(
            "(mmap: reserved=32768KB, committed=", "(mmap: reserved=32768KB, comm\nitted=", StringComparison.Ordinal);

        Parsed<NmtReport> parsed = Nmt(wrapped);

        Gap gap = Assert.Single(parsed.Gaps);
        Assert.Equal(Gaps.LineNotUnderstood.Id, gap.Id);
        Assert.StartsWith("f:", gap.Where, StringComparison.Ordinal);
        Assert.Equal(2, parsed.Value.Unread.Count);
        Assert.Equal(Nmt(text).Value.Categories.Count, parsed.Value.Categories.Count);
    }

    [Fact]
    public void Words_around_a_report_are_kept_and_no_gap()
    {
        string text = "Hi, this is what we got:\n\n" + SavedAnswers.Text("21", "nmt-summary") + "\nregards\n";

        Parsed<NmtReport> parsed = Nmt(text);

        Assert.Empty(parsed.Gaps);
        Assert.Equal(["Hi, this is what we got:", "regards"], parsed.Value.Unread.Select(line => line.Text));
        Assert.Equal([1, text.TrimEnd('\n').Count(c => c == '\n') + 1], parsed.Value.Unread.Select(line => line.Number));
    }

    [Fact]
    public void Of_several_reports_in_one_text_the_last_is_shown_and_that_is_said()
    {
        string first = SavedAnswers.Text("17", "nmt-detail");
        string last = SavedAnswers.Text("25", "nmt-summary");

        Parsed<NmtReport> parsed = Nmt(first + last);

        Assert.Equal(Gaps.ReportRepeated.Id, Assert.Single(parsed.Gaps).Id);
        Assert.Equal(Facts(Nmt(last).Value), Facts(parsed.Value));
        string dump = SavedAnswers.Text("21", "threads");
        Parsed<ThreadDump> dumps = ThreadDumpText.Parse(Encoding.UTF8.GetBytes(SavedAnswers.Text("17", "threads") + dump), "f");
        Assert.Equal(Gaps.ReportRepeated.Id, Assert.Single(dumps.Gaps).Id);
        Assert.Equal(ThreadDumpText.Parse(Encoding.UTF8.GetBytes(dump), "f").Value.Threads.Count, dumps.Value.Threads.Count);
    }

    [Fact]
    public void Lines_that_nobody_reads_are_kept_up_to_a_limit_and_that_is_said()
    {
        string line = new('x', 3000);
        string text = "Total: reserved=1KB, committed=1KB\n" + string.Concat(Enumerable.Repeat(line + "\n", 1399));

        Assert.Equal(1398, Nmt(text).Value.Unread.Count);
        Assert.Equal(Gaps.ReportTooLong.Id, Assert.Single(Nmt(text).Gaps).Id);
        Assert.Empty(Nmt(text[..^3001]).Gaps);
    }

    [Fact]
    public void A_text_that_ends_before_its_total_says_so()
    {
        Parsed<NmtReport> parsed = Nmt("Native Memory Tracking:\n\nTot");

        Gap gap = Assert.Single(parsed.Gaps);
        Assert.Equal(Gaps.ReportIncomplete.Id, gap.Id);
        Assert.Contains("Total:", gap.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mapping_whose_size_is_not_its_length_is_a_contradiction()
    {
        string text = SavedAnswers.Text("17", "nmt-detail")
            .Replace("reserved 32768KB for Java Heap", "reserved 999KB for Java Heap", StringComparison.Ordinal);

        Gap gap = Assert.Single(Nmt(text).Gaps);

        Assert.Equal(Gaps.ReportContradicts.Id, gap.Id);
    }
}
