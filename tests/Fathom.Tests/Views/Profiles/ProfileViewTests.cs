using System.Text;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Tests.Cli;
using Fathom.Tests.Sources.Profiles;
using Fathom.Views.Profiles;

namespace Fathom.Tests.Views.Profiles;

/// <summary>`profile` as it was looked at and kept: tables, tree, callers, series, difference.</summary>
public sealed class ProfileViewTests
{
    static readonly ProfileShown Table = new(20, ByThread: false, ByCumulative: false, Tree: false, Peek: null);

    static readonly string[] Named = ["main;orders::Cache<long>::put(int, unsigned long);operator new(unsigned long) 90000000", "main;orders::draft(int) 4096", "main;recurse;recurse;recurse 300", "main;\u001b[2Jhostile\u0007name 12"];

    public static TheoryData<string> Names => [.. Shown.Keys];

    static readonly Dictionary<string, Func<string>> Shown = new()
    {
        ["profile-top-80.txt"] = () => Text(Collapsed(), Table, 80),
        ["profile-top-160.txt"] = () => Text(Collapsed(), Table, 160),
        ["profile-top-2-80.txt"] = () => Text(Collapsed(), Table with { Top = 2, ByCumulative = true }, 80),
        ["profile-tree-80.txt"] = () => Text(Collapsed(), Table with { Tree = true }, 80),
        ["profile-tree-160.txt"] = () => Text(Collapsed(), Table with { Tree = true }, 160),
        ["profile-tree-deep-80.txt"] = () => Text(Deep(), Table with { Tree = true }, 80),
        ["profile-tree-deep-160.txt"] = () => Text(Deep(), Table with { Tree = true }, 160),
        ["profile-peek-80.txt"] = () => Text(Collapsed(), Table with { Peek = FramePattern.Of("orders|recurse") }, 80),
        ["profile-peek-nobody-80.txt"] = () => Text(Collapsed(), Table with { Peek = FramePattern.Of("nobody") }, 80),
        ["profile-sampled-80.txt"] = () => Text(Report(new ProfileQuestion(), Saved("jeprof.4242.0.i0.heap")), Table, 80),
        ["profile-threads-80.txt"] = () => Text(Report(new ProfileQuestion(), Saved("jeprof.4242.0.i0.heap")), Table with { ByThread = true }, 80),
        ["profile-series-80.txt"] = () => Text(Series(), Table, 80),
        ["profile-series-160.txt"] = () => Text(Series(), Table, 160),
        ["profile-moments-80.txt"] = () => Text(Report(new ProfileQuestion(), Saved("leaks/massif.out.4242")), Table, 80),
        ["profile-kinds-80.txt"] = () => Text(Report(new ProfileQuestion { Column = "definitely_lost_space" }, Saved("leaks/memcheck-definite.txt")), Table, 80),
        ["profile-base-80.txt"] = () => Text(Difference(), Table, 80),
        ["profile-base-tree-160.txt"] = () => Text(Difference(), Table with { Tree = true }, 160),
        ["profile-base-peek-80.txt"] = () => Text(Difference(), Table with { Peek = FramePattern.Of("main") }, 80),
        ["profile-base.json"] = () => Json(Difference()),
        ["profile-series.json"] = () => Json(Series()),
        ["profile-kinds.json"] = () => Json(Report(new ProfileQuestion(), Saved("leaks/memcheck.txt"))),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void An_answer_is_the_one_that_was_kept_in_any_country(string name)
    {
        Golden.Matches("views", name, Shown[name]());
        Golden.Matches("views", name, Call.Abroad(Shown[name]));
    }

    /// <summary>Not even a colour: what is written is for files and pipes as well.</summary>
    [Fact]
    public void Lines_fit_the_screen_and_no_name_moves_the_cursor()
    {
        foreach (string name in Shown.Keys.Where(name => name.EndsWith(".txt", StringComparison.Ordinal)))
        {
            string text = Shown[name]();
            int columns = name.Contains("160", StringComparison.Ordinal) ? 160 : 80;
            Assert.All(text.Split('\n'), line => Assert.True(line.Length <= columns, $"{name}: {line}"));
            Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
        }
    }

    static ProfileReport Collapsed() => Report(new ProfileQuestion(), Profile(Named, "bytes"));

    static ProfileReport Deep() => Report(new ProfileQuestion(), Profile(
        [.. ((int[])[100, 90]).Select(depth => string.Join(';', Enumerable.Range(1, depth).Select(i => i == 80 ? $"shop.Orders.branch{depth}" : $"shop.Orders.level{i}")) + $" {depth}000")], "bytes"));

    static ProfileReport Series() => Report(new ProfileQuestion(),
        Heap("shop.0001.heap", "20000: 20000000 [20000: 20000000] @ 0xa1 0xb1", "7: 7000 [7: 7000] @ 0xa2 0xb1"),
        Heap("shop.0002.heap", "40000: 40000000 [40000: 40000000] @ 0xa1 0xb1", "1: 1000 [7: 7000] @ 0xa2 0xb1"),
        Heap("shop.0003.heap", "30000: 30000000 [50000: 50000000] @ 0xa1 0xb1", "9: 9000 [15: 15000] @ 0xa2 0xb1", "1: 64 [1: 64] @"));

    static ProfileReport Difference()
    {
        ProfileReport report = new(new ProfileQuestion());
        Assert.Null(report.AddBase(Profile(["main;orders::draft(int) 20000", "main;recurse 300", "main;gone 5"], "bytes")));
        Assert.Null(report.Add(Profile(Named, "bytes")));
        return report;
    }

    static ProfileReport Report(ProfileQuestion question, params AllocationProfile[] profiles) => SavedProfiles.Report(question, profiles);

    static AllocationProfile Saved(string name) => SavedProfiles.Profile(name);

    static AllocationProfile Profile(string[] stacks, string unit) =>
        SavedProfiles.Of(Encoding.UTF8.GetBytes(string.Join('\n', stacks) + "\n"), "given.collapsed").Value.In(unit);

    static AllocationProfile Heap(string place, params string[] records) =>
        SavedProfiles.Of(Encoding.UTF8.GetBytes("heap profile: 1: 1 [1: 1] @ heapprofile\n" + string.Join('\n', records) + "\n"), place).Value;

    static string Text(ProfileReport report, ProfileShown shown, int columns)
    {
        using StringWriter to = new() { NewLine = "\n" };
        ProfileView.Write(new ProfileAnswer(report, shown, [Gaps.ProfileOrderGuessed.At("given.collapsed")], Cost.None), columns, to);
        return to.ToString();
    }

    static string Json(ProfileReport report)
    {
        using MemoryStream to = new();
        ProfileJson.Write(to, new ProfileAnswer(report, Table, [], Cost.None));
        return Encoding.UTF8.GetString(to.ToArray());
    }
}
