using System.Text.RegularExpressions;
using Fathom.Evidence;

namespace Fathom.Tests.Evidence;

public partial class GapsTests
{
    [Fact]
    public void Ids_are_unique_words_and_no_text_is_empty()
    {
        Assert.Equal(Gaps.All.Count, Gaps.All.Select(text => text.Id).Distinct().Count());
        Assert.All(Gaps.All, text => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", text.Id));
        Assert.All(Gaps.All, text => Assert.All([text.What, text.So, text.Try], Assert.NotEmpty));
    }

    [Fact]
    public void Every_text_of_the_catalogue_is_in_its_list()
    {
        IEnumerable<string> fields = typeof(Gaps).GetFields()
            .Where(field => field.FieldType == typeof(GapText)).Select(field => ((GapText)field.GetValue(null)!).Id);

        Assert.Equal(fields.Order(), Gaps.All.Select(text => text.Id).Order());
    }

    [Fact]
    public void Every_place_in_a_text_is_filled_by_its_detail() => Assert.All(Gaps.All, text =>
    {
        int places = Place().Matches(text.What + text.So + text.Try).Select(match => match.Value[1] - '0' + 1).DefaultIfEmpty().Max();
        string[] details = [.. Enumerable.Range(0, places).Select(i => $"detail{i}")];

        Gap gap = text.At("here", "EIO", details);

        Assert.DoesNotMatch(Place(), gap.What + gap.So + gap.Try);
        Assert.All(details, detail => Assert.Contains(detail, gap.What + gap.So + gap.Try, StringComparison.Ordinal));
    });

    [Fact]
    public void A_detail_that_looks_like_a_place_is_left_as_it_is()
    {
        Gap gap = Gaps.AmbiguousTarget.At("/proc", null, "{1}", "a, b");

        Assert.Equal("{1} fits more than one JVM: a, b", gap.What);
    }

    [Fact]
    public void A_gap_that_is_not_in_the_catalogue_is_a_bug_of_ours()
    {
        Assert.Equal(ExitCode.Internal, Gaps.ExitCodeOf(new Gap("nobody", "", "", null, "", "")));
        Assert.Equal(ExitCode.NoTarget, Gaps.ExitCodeOf(Gaps.NoSuchProcess.At("/proc", null, "1")));
    }

    [Fact]
    public void The_page_of_errors_has_one_heading_for_each_text_and_no_other()
    {
        string[] sections = Heading().Split(File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "errors.md")))[1..];
        Dictionary<string, string> page = [];
        foreach (string section in sections)
            Assert.True(page.TryAdd(section[..section.IndexOf('\n')].Trim(), section), "twice: " + section);

        string missing = string.Concat(Gaps.All.Where(text => !page.ContainsKey(text.Id)).Select(AsMarkdown));
        string[] odd = [.. page.Keys.Except(Gaps.All.Select(text => text.Id))];

        Assert.True(missing.Length == 0, "docs/errors.md lacks:\n\n" + missing);
        Assert.True(odd.Length == 0, "docs/errors.md has headings that no text has: " + string.Join(", ", odd));
        Assert.All(Gaps.All, text => Assert.StartsWith(AsMarkdown(text).Trim(), ("## " + page[text.Id]).Trim(), StringComparison.Ordinal));
    }

    static string AsMarkdown(GapText text) => $"## {text.Id}\n\n{text.What}\n\nSo: {text.So}\n\nTry: {text.Try}\n\n";

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
