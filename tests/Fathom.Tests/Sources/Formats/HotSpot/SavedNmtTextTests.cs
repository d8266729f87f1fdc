using System.Text;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Tests.Sources.Formats.HotSpot;

public sealed class SavedNmtTextTests
{
    static readonly NmtHead Head = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero), 42, 4242, "17.0.15+6");

    [Fact]
    public void The_head_that_is_written_is_the_one_that_is_read()
    {
        byte[] text = NmtHeadText.Write(Head);

        Assert.Equal("# fathom nmt: taken 2026-11-21T12:00:00Z, pid 42, start 4242, JDK 17.0.15+6\n", Encoding.UTF8.GetString(text));
        Assert.Equal(Head, NmtHeadText.Parse(text));
        Assert.Equal(Head with { Jvm = null }, NmtHeadText.Parse(NmtHeadText.Write(Head with { Jvm = null })));
        Assert.Equal("a,b\n", Encoding.UTF8.GetString(NmtHeadText.Write(Head with { Jvm = "a,\nb\u001b" }))[^4..]);
        Assert.Null(NmtHeadText.Parse(SavedAnswers.Read("17", "nmt-summary")));
    }

    [Fact]
    public void A_head_above_it_changes_no_report()
    {
        byte[] report = SavedAnswers.Read("25", "nmt-summary");

        NmtReport plain = Read(report)!, headed = Read([.. NmtHeadText.Write(Head), .. report])!;

        Assert.Equal(plain.Categories, headed.Categories);
        Assert.Equal((plain.Reserved, plain.Malloc), (headed.Reserved, headed.Malloc));
    }

    [Fact]
    public void The_section_of_VM_info_is_the_report_and_other_sections_do_not_count()
    {
        byte[] info = SavedAnswers.Read("25", "info-g1");

        NmtReport report = Read(info)!;

        Assert.True(report.Categories.Count > 10);
        Assert.All(report.Checks, check => Assert.True(check.Balances, check.ToString()));
        Assert.Equal(Gaps.NmtNotAReport.Id, SavedNmtText.Parse(SavedAnswers.Read("25", "heap-g1"), "f").Gap?.Id);
    }

    [Fact]
    public void A_report_behind_another_answer_in_the_same_file_is_found()
    {
        byte[] both = [.. SavedAnswers.Read("17", "heap-g1"), .. SavedAnswers.Read("17", "nmt-summary")];

        Assert.Equal(Read(SavedAnswers.Read("17", "nmt-summary"))!.Categories.Count, Read(both)?.Categories.Count);
    }

    [Fact]
    public void No_damage_to_a_head_throws() => Fuzz.Everywhere(NmtHeadText.Write(Head), text => NmtHeadText.Parse(text));

    /// <summary>From the text to both views: whatever stands in it, something is written.</summary>
    [Theory]
    [InlineData("17", "nmt-summary-diff")]
    [InlineData("25", "nmt-detail")]
    public void No_damage_to_a_report_throws_on_its_way_to_the_reader(string jdk, string command)
    {
        // The beginning, the map and the first sites: all kinds of lines.
        string text = SavedAnswers.Text(jdk, command);
        int map = text.IndexOf("Virtual memory map:", StringComparison.Ordinal), sites = text.IndexOf("Details:", StringComparison.Ordinal);
        string some = text[..1200] + (map < 0 ? "" : text[map..(map + 1500)] + "\n" + text[sites..(sites + 700)]);
        NmtReport sound = Read(Encoding.UTF8.GetBytes(some))!, whole = Read(Encoding.UTF8.GetBytes(text))!;
        int count = 0;

        Fuzz.Everywhere(some, damaged =>
        {
            if (Read(damaged) is not { } report)
                return;
            Write(NmtAnswer.Of(Blank, report, null, null));
            // Beside the lines that it was made of; now and then beside the thousands of the whole report.
            NmtReport other = count++ % 16 == 0 ? whole : sound;
            Write(NmtAnswer.Of(Blank, report, other, Head));
            Write(NmtAnswer.Of(Blank, other, report, null));
        }, mutations: 300);
    }

    static Snapshot Blank { get; } = new() { TakenAt = default, Target = new Target { Files = ["f"] }, Pages = PageRuns.Empty, Cost = Cost.None };

    static void Write(NmtAnswer answer)
    {
        using StringWriter text = new();
        NmtView.Write(answer, 80, 5, text);
        Assert.DoesNotContain(text.ToString(), c => char.IsControl(c) && c != '\n');
        NmtJson.Write(Stream.Null, answer);
    }

    static NmtReport? Read(byte[] text) => SavedNmtText.Parse(text, "f").Or(null)?.Value;
}
