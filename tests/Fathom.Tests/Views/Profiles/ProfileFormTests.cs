using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Tests.Sources.Profiles;
using Fathom.Views.Profiles;

namespace Fathom.Tests.Views.Profiles;

public sealed class ProfileFormTests
{
    const string Hostile = "main;</script><script>alert(1)</script>;\"'&<b>\\ 7\n";

    static readonly ProfileReport Report = SavedProfiles.Report(new ProfileQuestion(), SavedProfiles.Profile("jeprof.4242.0.i0.heap"));

    [Theory]
    [InlineData("pprof")]
    [InlineData("collapsed")]
    public void What_is_written_reads_as_the_same(string form)
    {
        AllocationProfile again = SavedProfiles.Of(Written(Report, form)).Value;
        Dictionary<string, (long Flat, long Cumulative)> before = SavedProfiles.Rows(Report), after = SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion(), again));

        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
        Assert.All(before, row => Assert.InRange(after[row.Key].Cumulative, row.Value.Cumulative - 30, row.Value.Cumulative + 30));
    }

    [Fact]
    public void Speedscope_has_a_weight_for_each_stack()
    {
        using JsonDocument json = JsonDocument.Parse(Written(Report, "speedscope"));
        JsonElement profile = json.RootElement.GetProperty("profiles")[0];

        Assert.Equal(profile.GetProperty("samples").GetArrayLength(), profile.GetProperty("weights").GetArrayLength());
        Assert.Equal(Report.Moments[0].Total, profile.GetProperty("weights").EnumerateArray().Sum(each => each.GetDouble()), 30.0);
        Assert.Equal(profile.GetProperty("endValue").GetInt64(), profile.GetProperty("weights").EnumerateArray().Sum(each => each.GetInt64()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_svg_is_xml_whatever_the_names(bool isHostile)
    {
        ProfileReport report = isHostile ? Made(Hostile) : Report;
        XmlDocument document = new();
        document.LoadXml(Encoding.UTF8.GetString(Written(report, "svg")));

        Assert.Equal("svg", document.DocumentElement!.Name);
        Assert.Empty(document.GetElementsByTagName("script"));
    }

    [Fact]
    public void Names_are_no_markup_of_a_page()
    {
        string page = Encoding.UTF8.GetString(Written(Made(Hostile), "html"));

        Assert.DoesNotContain("alert(1)", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "<script"));
        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>40,000 boxes with names as long as those of C++.</summary>
    [Fact]
    public void A_page_of_40_000_frames_is_small()
    {
        StringBuilder stacks = new();
        Random random = new(5);
        for (int i = 0; i < 4500; i++)
        {
            stacks.Append("main");
            for (int depth = 0; depth < 10; depth++)
                stacks.Append(";com.example.orders.Handler").Append(random.Next(6000)).Append("::process(std::vector<int> const&)");
            stacks.Append(' ').Append(random.Next(500, 900)).Append('\n');
        }
        ProfileReport report = Made(stacks.ToString());

        Assert.True(report.Forest.Count > 40_000);
        Assert.InRange(Written(report, "html").Length, 100_000, 1_500_000);
    }

    [RequiresFact("node")]
    public void The_script_of_a_page_is_whole()
    {
        using TemporaryFolder folder = new();
        string page = Encoding.UTF8.GetString(Written(Report, "html"));
        string script = Regex.Match(page, "<script>(.*)</script>", RegexOptions.Singleline).Groups[1].Value;

        Outside.Run("node", "--check", folder.Write("page.js", script));
    }

    [RequiresFact("dot")]
    public void Graphviz_draws_the_graph()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("<svg", Outside.Run("dot", "-Tsvg", folder.Write("a.dot", Encoding.UTF8.GetString(Written(Report, "dot")))), StringComparison.Ordinal);
        Assert.Contains("<svg", Outside.Run("dot", "-Tsvg", folder.Write("b.dot", Encoding.UTF8.GetString(Written(Made(Hostile), "dot")))), StringComparison.Ordinal);
    }

    /// <summary>What grew and what fell stand side by side, and never outside of what they stand on.</summary>
    [Fact]
    public void A_difference_has_room_for_both_sides()
    {
        ProfileReport report = new(new ProfileQuestion());
        Assert.Null(report.AddBase(SavedProfiles.Of("main;a 100\nmain;b 1\n")));
        Assert.Null(report.Add(SavedProfiles.Of("main;a 1\nmain;b 100\n")));
        string svg = Encoding.UTF8.GetString(Written(report, "svg"));

        Assert.Equal(["1200", "600", "600"], Regex.Matches(svg, "width=\"([0-9.]+)\" height=\"16\"").Select(match => match.Groups[1].Value));
        Assert.Equal("main;a 100 1\nmain;b 1 100\n", Encoding.UTF8.GetString(Written(report, "collapsed")));
    }

    [Theory]
    [InlineData("a.json", "json")]
    [InlineData("a.speedscope.json", "speedscope")]
    [InlineData("a.PB.GZ", "pprof")]
    [InlineData("a.html", "html")]
    [InlineData("a.txt", null)]
    public void The_ending_says_the_form(string file, string? form) => Assert.Equal(form, ProfileForm.OfFile(file)?.Name);

    static ProfileReport Made(string stacks) => SavedProfiles.Report(new ProfileQuestion { KeepsAllocator = true }, SavedProfiles.Of(stacks));

    static byte[] Written(ProfileReport report, string form)
    {
        using MemoryStream to = new();
        ProfileForm.OfName(form)!.Write(new ProfileAnswer(report, new ProfileShown(20, false, false, false, null), [], Cost.None), to);
        return to.ToArray();
    }
}
