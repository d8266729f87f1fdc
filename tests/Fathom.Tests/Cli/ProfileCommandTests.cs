using System.IO.Compression;
using System.Text.Json;
using Fathom.Evidence;
using Fathom.Tests.Sources.Profiles;

namespace Fathom.Tests.Cli;

public sealed class ProfileCommandTests : IDisposable
{
    static readonly string Good = SavedProfiles.At("shop.0003.heap");

    readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("")]
    [InlineData("--tree")]
    [InlineData("--peek main")]
    [InlineData("--by library")]
    [InlineData("--by line --sort cumulative --top 3")]
    [InlineData("--value alloc_objects --all-frames -q")]
    [InlineData("--json")]
    [InlineData("--as html")]
    [InlineData("--as pprof")]
    [InlineData("--focus 0x --ignore nobody")]
    public void A_good_profile_ends_with_0(string options)
    {
        Call call = Call.Of(["profile", Good, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal((ExitCode.Fine, ""), (call.ExitCode, call.Talk));
        Assert.NotEmpty(call.Out);
    }

    [Theory]
    [InlineData("profile")]
    [InlineData("profile FILE --nonsense")]
    [InlineData("profile FILE --by colour")]
    [InlineData("profile FILE --as pdf")]
    [InlineData("profile FILE --sort name")]
    [InlineData("profile FILE --unit miles")]
    [InlineData("profile FILE --top 0")]
    [InlineData("profile FILE --top many")]
    [InlineData("profile FILE --focus *")]
    [InlineData("profile FILE --ignore ^$")]
    [InlineData("profile FILE --peek |")]
    [InlineData("profile FILE --base")]
    [InlineData("profile FILE -o /no/such/folder/a.json")]
    public void Arguments_that_make_no_sense_end_with_2(string line)
    {
        Call call = Call.Of([.. line.Split(' ').Select(word => word == "FILE" ? Good : word)]);

        Assert.Equal((ExitCode.Usage, ""), (call.ExitCode, call.Out));
        Assert.NotEmpty(call.Talk);
    }

    [Theory]
    [InlineData("/no/such/file.heap")]
    [InlineData("/proc/self/mem")]
    [InlineData("/dev/tty0")]
    public void What_cannot_be_read_is_named_and_is_no_answer(string file)
    {
        Call call = Call.Of("profile", file);

        Assert.Equal("", call.Out);
        Assert.True(call.ExitCode is not (ExitCode.Fine or ExitCode.Internal), call.Talk);
        Assert.Contains(file, call.Talk, StringComparison.Ordinal);
        Assert.Equal(call.ExitCode, Call.Of("profile", Good, "--base", file).ExitCode);
    }

    [Theory]
    [InlineData("hello world\n")]
    [InlineData("\u007fELF\u0002\u0001\u0001")]
    [InlineData("{ \"schema\": \"fathom/1\" }\n")]
    public void What_is_no_profile_ends_with_5(string content)
    {
        Call call = Call.Of("profile", _folder.Write("given", content));

        Assert.Equal((ExitCode.CannotTell, ""), (call.ExitCode, call.Out));
        Assert.Contains("no profile that fathom reads", call.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_called_that()
    {
        Call call = Call.Of("profile", _folder.Write("empty.heap", ""));

        Assert.Equal((ExitCode.CannotTell, ""), (call.ExitCode, call.Out));
        Assert.StartsWith("fathom: the file is empty", call.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_profiles_is_no_profile() => Assert.Equal(ExitCode.CannotTell, Call.Of("profile", _folder.Path).ExitCode);

    /// <summary>What is left of it is shown, and that it lacks something.</summary>
    [Fact]
    public void A_profile_that_was_cut_says_so()
    {
        byte[] whole = File.ReadAllBytes(Good);
        Call text = Call.Piped(whole[..700], "profile", "-");
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(whole);
        Call archive = Call.Piped(packed.ToArray()[..600], "profile", "-");

        Assert.Contains("Missing: the head of the profile says", text.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Fine, text.ExitCode);
        Assert.NotEqual(ExitCode.Internal, archive.ExitCode);
        Assert.NotEmpty(archive.Talk + archive.Out);
    }

    [Theory]
    [InlineData("--focus nobody-is-called-so")]
    [InlineData("--ignore 0x|lib|/|main|(")]
    public void Where_nothing_fits_it_says_so_and_ends_with_5(string options)
    {
        Call call = Call.Piped("main;orders::put(int);malloc 4096\n"u8.ToArray(), ["profile", "-", .. options.Split(' ')]);

        Assert.Equal(ExitCode.CannotTell, call.ExitCode);
        Assert.Contains("--focus and --ignore", call.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--value cpu", "no cpu; it has inuse_objects")]
    [InlineData("--by thread", "does not tell threads apart")]
    public void What_the_profile_does_not_hold_ends_with_5(string options, string said)
    {
        Call call = Call.Of(["profile", Good, .. options.Split(' ')]);

        Assert.Equal(ExitCode.CannotTell, call.ExitCode);
        Assert.Contains(said, (call.Out + call.Talk).ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Dumps_of_two_profilers_are_no_series()
    {
        Call call = Call.Of("profile", Good, SavedProfiles.At("jeprof.4242.0.i0.heap"));

        Assert.Equal((ExitCode.CannotTell, ""), (call.ExitCode, call.Out));
        Assert.Contains("different kinds", call.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void Stacks_that_nobody_recorded_end_with_5()
    {
        Call call = Call.Of("profile", SavedProfiles.At("leaks/memcheck-summary.txt"));

        Assert.Equal(ExitCode.CannotTell, call.ExitCode);
        Assert.Contains("no stacks recorded: 100 %", call.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "4,107  (unit not told: --unit says it)")]
    [InlineData("bytes", "bytes", "4.0 KiB")]
    [InlineData("count", "count", "4,107")]
    public void Collapsed_stacks_have_the_unit_that_is_said(string unit, string shown, string total)
    {
        byte[] stacks = "main;a 4096\nmain;b 11\n"u8.ToArray();
        string[] words = unit.Length == 0 ? [] : ["--unit", unit];
        string text = Call.Piped(stacks, ["profile", "-", .. words]).Out;
        JsonElement profile = JsonDocument.Parse(Call.Piped(stacks, ["profile", "-", "--json", .. words]).Out).RootElement.GetProperty("profile");

        Assert.Equal("samples   " + total.Replace("  ", " ", StringComparison.Ordinal), text.Split('\n')[1]);
        Assert.Equal(shown, profile.GetProperty("unit").GetString());
        Assert.Equal(4107, profile.GetProperty("values")[0].GetProperty("total").GetInt64());
    }

    [Fact]
    public void A_unit_that_the_profile_tells_is_not_overruled()
    {
        Call call = Call.Of("profile", Good, "--unit", "count");

        Assert.Equal(ExitCode.Fine, call.ExitCode);
        Assert.Contains("--unit was not used", call.Out, StringComparison.Ordinal);
        Assert.Contains("MiB", call.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kinds_of_a_leak_check_stand_beside_its_sum()
    {
        string text = Call.Wide(160, "profile", SavedProfiles.At("leaks/memcheck.txt")).Out;

        Assert.Contains("Besides   9.8 KiB definitely lost, 0.2 KiB indirectly lost, 2.9 KiB possibly lost, 19.5 KiB still reachable\n", text, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
