using Fathom.Evidence;

namespace Fathom.Tests.Cli;

public sealed class ExitCodeTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("ledger --nonsense")]
    [InlineData("ledger 1 2")]
    [InlineData("ledger -o")]
    [InlineData("map 1 --sort colour")]
    [InlineData("map 1 --sort")]
    [InlineData("ps 1")]
    [InlineData("1 ps")]
    [InlineData("1 ledger")]
    [InlineData("jvm 1 --count 3")]
    [InlineData("jvm 1 --columns gc")]
    [InlineData("jvm 1 --objects --every 1s")]
    [InlineData("jvm 1 --objects VM.flags")]
    [InlineData("jvm 1 --every 1s VM.flags")]
    [InlineData("trace 1 --leaks --older 1h --for 2s")]
    [InlineData("run --leaks --older 2s --for 2s -- true")]
    public void A_line_that_is_not_understood_ends_with_2_and_where_help_is(string line)
    {
        Call call = Call.Of(line.Split(' '));

        Assert.Equal((ExitCode.Usage, ""), (call.ExitCode, call.Out));
        Assert.Contains("--help", call.Talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trace 1 --diff no-such-file.json")]
    [InlineData("doctor 1 --against no-such-file.json")]
    public void A_file_name_that_is_mistyped_ends_with_2(string line)
    {
        Call call = Call.Of(line.Split(' '));

        Assert.Equal((ExitCode.Usage, ""), (call.ExitCode, call.Out));
        Assert.Contains("there is no such file", call.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void The_help_it_names_is_that_of_the_whole_verb() =>
        Assert.Contains("try: fathom lab run --help", Call.Of("lab", "run").Talk, StringComparison.Ordinal);

    [Theory]
    [InlineData("4194305")]
    [InlineData("99999999999999999999")]
    [InlineData("0")]
    [InlineData("no-jvm-is-called-like-this")]
    [InlineData("/no/such/folder")]
    [InlineData("no-such.fathom")]
    [InlineData("")]
    public void A_target_that_is_not_there_ends_with_3(string target)
    {
        foreach (string verb in (ReadOnlySpan<string>)["doctor", "ledger", "map"])
            Assert.Equal((ExitCode.NoTarget, ""), (Call.Of(verb, target) is var call ? call.ExitCode : 0, call.Out));
    }

    [Fact]
    public void A_folder_or_file_that_holds_nothing_of_use_is_not_answered()
    {
        Assert.Equal(ExitCode.Usage, Call.Of("ledger", _folder.Path).ExitCode);
        Assert.Equal(ExitCode.CannotTell, Call.Of("ledger", _folder.Write("notes.txt", "hello")).ExitCode);
        Assert.Equal(ExitCode.CannotTell, Call.Of("ledger", _folder.Write("empty", "")).ExitCode);
    }

    [Fact]
    public void A_file_of_another_program_is_no_JVM_to_report_on()
    {
        _folder.Write("maps", "1000-2000 r-xp 0 8:1 7 /usr/bin/sleep\n");
        _folder.Write("status", "Name:\tsleep\nVmRSS:\t4 kB\n");

        Call call = Call.Of("jvm", _folder.Path);

        Assert.Equal((ExitCode.NoTarget, ""), (call.ExitCode, call.Out));
        Assert.Contains("no JVM", call.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_file_name_is_known_it_is_not_said_to_be_no_JVM()
    {
        _folder.Write("maps", "1000-2000 r--p 0 0:0 0\n");

        Assert.DoesNotContain("no JVM", Call.Of("ledger", _folder.Path).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ledger")]
    [InlineData("ledger -q")]
    [InlineData("ledger --json")]
    [InlineData("doctor -q")]
    public void Evidence_without_sizes_ends_with_5_however_it_is_shown(string line)
    {
        _folder.Write("maps", "1000-2000 r--p 0 0:0 0\n");

        Assert.Equal(ExitCode.CannotTell, Call.Of([.. line.Split(' '), _folder.Path]).ExitCode);
    }

    [Theory]
    [InlineData("arenas")]
    [InlineData("trim")]
    [InlineData("arenas --json -q")]
    [InlineData("arenas --freeze --yes --bins")]
    [InlineData("arenas --arena-max 3")]
    public void A_folder_has_no_arenas_to_show(string line)
    {
        Call call = Call.Of([line.Split(' ')[0], Path.Combine(Golden.Corpus, "jdk17"), .. line.Split(' ')[1..]]);

        Assert.Equal(ExitCode.CannotTell, call.ExitCode);
    }

    [Theory]
    [InlineData("arenas 1 --freeze=soon")]
    [InlineData("arenas 1 --freeze=50")]
    [InlineData("arenas 1 --freeze=")]
    [InlineData("arenas --freeze 1")]
    [InlineData("trim 1 --freeze=1h")]
    [InlineData("arenas 1 --arena-max 0")]
    [InlineData("arenas 1 --arena-max two")]
    [InlineData("trim 1 --arena-max -1")]
    [InlineData("trim 1 --arena-max")]
    public void A_stop_of_no_time_and_no_number_of_arenas_are_not_understood(string line) =>
        Assert.Equal(ExitCode.Usage, Call.Of(line.Split(' ')).ExitCode);

    /// <summary>They would be heeded by nobody.</summary>
    [Theory]
    [InlineData("trace 1 --os --touch")]
    [InlineData("trace 1 --os --engine kernel")]
    [InlineData("trace 1 --touch --engine probe")]
    [InlineData("trace 1 --os --interval 64k")]
    [InlineData("trace 1 --touch --leaks")]
    [InlineData("trace 1 --os --grown")]
    public void What_is_of_traces_of_malloc_is_refused_with_others(string line) =>
        Assert.Equal(ExitCode.Usage, Call.Of(line.Split(' ')).ExitCode);

    [Fact]
    public void A_trace_of_no_JVM_names_the_ways_that_need_none()
    {
        Call call = Call.Of("trace", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(ExitCode.NoTarget, call.ExitCode);
        Assert.Contains("--engine kernel", call.Talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/no/such/folder/out.json")]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("/dev/full")]
    public void An_output_that_cannot_be_written_ends_with_2(string file)
    {
        string corpus = Path.Combine(Golden.Corpus, "jdk17");

        Call text = Call.Of("ledger", corpus, "-o", file);
        Call json = Call.Of("ledger", corpus, "--json", "-o", file);

        Assert.Equal((ExitCode.Usage, ExitCode.Usage), (text.ExitCode, json.ExitCode));
        Assert.StartsWith("fathom: the output cannot be written", text.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text.Talk + json.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void A_look_that_fails_leaves_an_older_output_alone()
    {
        string file = _folder.Write("kept.json", "older");

        Assert.Equal(ExitCode.NoTarget, Call.Of("ledger", "4194305", "-o", file).ExitCode);
        Assert.Equal("older", File.ReadAllText(file));
    }

    [Fact]
    public void An_output_is_written_over_whole_and_its_ending_chooses_the_format()
    {
        string file = _folder.Write("out.json", new string('x', 1 << 20));

        Assert.Equal(ExitCode.Fine, Call.Of("ledger", Path.Combine(Golden.Corpus, "jdk17"), "-o", file).ExitCode);

        Assert.StartsWith("{", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.EndsWith("}\n", File.ReadAllText(file), StringComparison.Ordinal);
    }

    /// <summary>A regular file by its kind, and reads of its beginning fail (EIO).</summary>
    [Theory]
    [InlineData("/proc/self/mem")]
    [InlineData("open /proc/self/mem")]
    [InlineData("diff /proc/self/mem /proc/self/mem")]
    [InlineData("nmt /proc/self/mem")]
    public void A_file_that_opens_and_cannot_be_read_is_called_that(string line)
    {
        Call call = Call.Of(line.Split(' '));

        Assert.DoesNotContain("output", call.Talk, StringComparison.Ordinal);
        Assert.Contains("/proc/self/mem", call.Out + call.Talk, StringComparison.Ordinal);
        Assert.NotEqual(ExitCode.Fine, call.ExitCode);
        Assert.NotEqual(ExitCode.Internal, call.ExitCode);
    }

    [Theory]
    [InlineData("ledger\u001b[2J")]
    [InlineData("@/no/such/file")]
    [InlineData("[diagram] ledger")]
    [InlineData("- -")]
    [InlineData("-- --json")]
    [InlineData("map --sort= 1")]
    [InlineData("\u0001\ud800")]
    [InlineData("/proc/self/mem")]
    [InlineData("/dev/null")]
    [InlineData("/proc/self/fd")]
    [InlineData("....................................//")]
    public void No_command_line_shows_a_stack_trace_or_an_escape(string line)
    {
        Call call = Call.Of(line.Split(' '));

        Assert.DoesNotContain("   at ", call.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain(call.Talk, c => char.IsControl(c) && c is not '\n');
        Assert.NotEqual(ExitCode.Internal, call.ExitCode);
    }

    public void Dispose() => _folder.Dispose();
}
