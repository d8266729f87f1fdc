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
    const string Hostile = "main;</script><script>alert(1)</script>;\"'&<b>\\\ufffe\uffff 7\n";

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
    public void Pprof_gets_everything_that_the_profile_counts()
    {
        AllocationProfile again = SavedProfiles.Of(Written(Report, "pprof")).Value;

        Assert.Equal(Report.Columns.Select(column => (column.Name, column.Unit)), again.Columns.Select(column => (column.Name, column.Unit)));
        for (int i = 0; i < again.Columns.Count; i++)
            Assert.Equal(Report.SumsOf(i, isBefore: false).Total(), ProfileValues.Of(again, again.Samples, i).Total, 30.0);
    }

    /// <summary>Column by column; what the base does not count is taken away from by nothing.</summary>
    [Fact]
    public void Pprof_of_a_difference_has_it_in_every_column()
    {
        ProfileReport report = new(new ProfileQuestion());
        Assert.Null(report.AddBase(SavedProfiles.Of("heap profile: 1: 1 [1: 1] @ heapprofile\n1: 100 [2: 200] @ 0xa\n")));
        Assert.Null(report.Add(SavedProfiles.Of("heap profile: 1: 1 [1: 1] @ heapprofile\n3: 130 [9: 900] @ 0xa\n")));
        AllocationProfile again = SavedProfiles.Of(Written(report, "pprof")).Value;

        Assert.Equal([2L, 30L, 7L, 700L], again.Samples.Of(0).ToArray());
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

    /// <summary>The format's own description (speedscope, file-format-spec.ts): no member but its own, each of its type.</summary>
    [Theory]
    [InlineData("sent.pb.gz", "wall", "nanoseconds")]
    [InlineData("go.heap.pb.gz", "inuse_space", "bytes")]
    [InlineData("go.heap.pb.gz", "alloc_objects", "none")]
    [InlineData("asprof.all.collapsed.gz", "samples", "none")]
    public void Speedscope_is_as_its_schema_says(string file, string column, string unit)
    {
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion { Column = column }, SavedProfiles.Profile(file));
        using JsonDocument json = JsonDocument.Parse(Written(report, "speedscope"));
        JsonElement root = json.RootElement, profile = Assert.Single(root.GetProperty("profiles").EnumerateArray());

        Assert.Equal("https://www.speedscope.app/file-format-schema.json", root.GetProperty("$schema").GetString());
        Assert.All(Members(root), member => Assert.Contains(member, (string[])["$schema", "shared", "profiles", "name", "activeProfileIndex", "exporter"]));
        Assert.Equal(["frames"], Members(root.GetProperty("shared")));
        JsonElement[] frames = [.. root.GetProperty("shared").GetProperty("frames").EnumerateArray()];
        Assert.All(frames, frame => Assert.Equal(["name"], Members(frame)));
        Assert.Equal(["endValue", "name", "samples", "startValue", "type", "unit", "weights"], Members(profile).Order(StringComparer.Ordinal));
        Assert.Equal(("sampled", unit), (profile.GetProperty("type").GetString(), profile.GetProperty("unit").GetString()));
        Assert.True(profile.GetProperty("endValue").GetInt64() >= profile.GetProperty("startValue").GetInt64());
        Assert.All(profile.GetProperty("samples").EnumerateArray().SelectMany(stack => stack.EnumerateArray()), frame => Assert.InRange(frame.GetInt32(), 0, frames.Length - 1));
        Assert.All(profile.GetProperty("weights").EnumerateArray(), weight => Assert.True(weight.GetInt64() > 0));
        Assert.Equal(profile.GetProperty("samples").GetArrayLength(), profile.GetProperty("weights").GetArrayLength());
    }

    static HashSet<string> Members(JsonElement of) => [.. of.EnumerateObject().Select(each => each.Name)];

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
    [InlineData("a.svg", "svg")]
    [InlineData("a.calls.svg", "callgraph")]
    [InlineData("a.callgraph.svg", "callgraph")]
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
