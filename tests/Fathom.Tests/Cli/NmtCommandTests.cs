using System.Text;
using System.Text.Json;
using Fathom.Cli;
using Fathom.Evidence;
using Fathom.Tests.Sources.Formats.HotSpot;

namespace Fathom.Tests.Cli;

/// <summary>`fathom nmt` on what real JVMs of all versions answered, as a user saved it.</summary>
public sealed class NmtCommandTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string, int, string> Views()
    {
        TheoryData<string, string, int, string> data = [];
        foreach (string jdk in SavedAnswers.Jdks)
        {
            foreach ((string command, int columns, string option) in (ReadOnlySpan<(string, int, string)>)
            [
                ("nmt-summary", 80, ""), ("nmt-summary", 160, ""), ("nmt-level-summary", 80, "--json"), ("nmt-detail", 160, "--top=4"),
                ("nmt-detail", 80, "--top=4"), ("nmt-summary-diff", 80, ""), ("nmt-detail-diff", 160, "--top=4"),
                ("nmt-summary-diff", 80, "--json"), ("nmt-statistics", 80, ""), ("nmt-off", 80, ""), ("nmt-no-baseline", 80, ""),
                ("nmt-detail-refused", 80, ""), ("nmt-baseline", 80, ""), ("info-g1", 80, ""),
            ])
            {
                if (SavedAnswers.Has(jdk, command))
                    data.Add(jdk, command, columns, option);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void A_report_of_any_JDK_reads_as_it_was_kept_in_every_country(string jdk, string command, int columns, string option)
    {
        string name = $"{jdk}-{command}-{(option.Length > 0 && !option.Contains('=') ? option.Trim('-') : columns)}.txt";

        Call home = Answer(jdk, command, columns, option), abroad = Call.Abroad(() => Answer(jdk, command, columns, option));

        Golden.Matches("hotspot", name, Kept(home));
        Golden.Matches("hotspot", name, Kept(abroad));
    }

    [Theory]
    [InlineData("8")]
    [InlineData("25")]
    public void A_baseline_is_the_report_itself_and_compares_as_such(string jdk)
    {
        string saved = Report(jdk, "nmt-summary"), baseline = _folder.Path + "/baseline.txt";

        Assert.Equal(ExitCode.Fine, Call.Of("nmt", saved, "--baseline", baseline).ExitCode);

        Assert.Equal(SavedAnswers.Read(jdk, "nmt-summary"), File.ReadAllBytes(baseline));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(baseline));
        Assert.Equal(Changes("nmt", Report(jdk, "nmt-level-summary"), "--diff", saved), Changes("nmt", Report(jdk, "nmt-level-summary"), "--diff", baseline));
    }

    [Fact]
    public void A_baseline_that_is_compared_with_is_read_before_it_is_written_over()
    {
        string baseline = _folder.Path + "/baseline.txt", after = Report("17", "nmt-level-summary");
        Call.Of("nmt", Report("17", "nmt-summary"), "--baseline", baseline);

        string[] changes = Changes("nmt", after, "--baseline", baseline, "--diff", baseline);

        Assert.NotEmpty(changes);
        Assert.Equal(SavedAnswers.Read("17", "nmt-level-summary"), File.ReadAllBytes(baseline));
    }

    [Fact]
    public void A_report_that_is_piped_in_is_read()
    {
        Call piped = Answer(Encoding.UTF8.GetBytes("4242:\n" + SavedAnswers.Text("17", "nmt-summary")), "nmt", "-");

        Assert.Equal(0, piped.ExitCode);
        Assert.Contains("Native Memory Tracking", piped.Out, StringComparison.Ordinal);
        Assert.Equal((ExitCode.CannotTell, ""), Answer([], "nmt", "-") is var none ? (none.ExitCode, none.Out) : default);
    }

    [Fact]
    public void What_is_no_report_is_told_to_be_none()
    {
        string text = _folder.Write("a.txt", "the quick brown fox\n");

        Assert.Contains("nmt: ", "nmt: " + Call.Of("nmt", text).Talk, StringComparison.Ordinal);
        Assert.Equal(ExitCode.CannotTell, Call.Of("nmt", text).ExitCode);
        Assert.Equal(ExitCode.CannotTell, Call.Of("nmt", Report("17", "nmt-summary"), "--diff", text).ExitCode);
        Assert.Equal(ExitCode.CannotTell, Call.Of("nmt", _folder.Write("none.txt", "")).ExitCode);
        Assert.Equal(ExitCode.CannotTell, Call.Of("nmt", _folder.Path + "/").ExitCode);
        Assert.Equal(ExitCode.NoTarget, Call.Of("nmt", _folder.Path + "/nowhere").ExitCode);
        Assert.Equal(ExitCode.Usage, Call.Of("nmt", text, "--top", "-1").ExitCode);
        Assert.Equal(ExitCode.Usage, Call.Of("ledger", text, "--deep", "--yes").ExitCode);
    }

    [Fact]
    public void Sums_that_do_not_add_up_are_shown()
    {
        string text = SavedAnswers.Text("17", "nmt-summary-bytes");
        string edited = _folder.Write("edited.txt", System.Text.RegularExpressions.Regex.Replace(text, @"#(\d+)\b(?=\)\s*\(at peak)", "#7"));

        Call call = Call.Of("nmt", edited);

        Assert.Contains("Check failed: blocks:", call.Out, StringComparison.Ordinal);
        Assert.Contains("Missing: the report contradicts itself: malloc blocks", call.Out, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    static string Report(string jdk, string command) => $"./hotspot/{jdk}/{command}.txt";

    static Call Answer(string jdk, string command, int columns, string option) =>
        Call.Wide(columns, option.Length > 0 ? ["nmt", Report(jdk, command), option] : ["nmt", Report(jdk, command)]);

    static Call Answer(byte[] input, params string[] arguments)
    {
        using MemoryStream output = new(), piped = new(input);
        StringWriter talk = new();
        int exit;
        using (Session session = new(output, talk) { Input = () => piped })
            exit = Program.Run(arguments, session);
        return new Call(exit, Encoding.UTF8.GetString(output.ToArray()), talk.ToString());
    }

    static string Kept(Call call) => $"{call.Out}{call.Talk}exit {call.ExitCode}\n";

    static string[] Changes(params string[] arguments)
    {
        using JsonDocument json = JsonDocument.Parse(Call.Of([.. arguments, "--json"]).Out);
        return [.. json.RootElement.GetProperty("nmt").GetProperty("diff").GetProperty("tags").EnumerateArray().Select(tag => tag.GetRawText())];
    }
}
