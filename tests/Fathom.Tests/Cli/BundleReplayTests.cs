using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fathom.Evidence;

namespace Fathom.Tests.Cli;

/// <summary>What a verb says of a core or a folder, it says of a bundle of it; only what a look cost differs.</summary>
public sealed partial class BundleReplayTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Verbs() => ["doctor", "ledger", "ledger --census", "map", "map --smaps", "threads", "arenas", "arenas --bins", "trim", "census", "census --by owner", "census --lost"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_core_and_its_bundle_get_the_same_answer(string verb)
    {
        string core = Core(), bundle = Captured(core, verb.Contains("--lost", StringComparison.Ordinal) ? ["--lost"] : verb.Contains("--smaps", StringComparison.Ordinal) ? ["--pss"] : []);
        Same(verb, core, bundle);
    }

    [Theory]
    [InlineData("doctor")]
    [InlineData("ledger --pss")]
    [InlineData("map --smaps")]
    [InlineData("threads")]
    [InlineData("arenas")]
    public void A_folder_and_its_bundle_get_the_same_answer(string verb)
    {
        string folder = Path.Combine(Golden.Corpus, "jdk17");
        Same(verb, folder, Captured(folder, "--pss"));
    }

    [Theory]
    [InlineData("peek --all")]
    [InlineData("peek --all --top 3 --hex")]
    [InlineData("peek --group unattributed")]
    [InlineData("peek --group UNATTRIBUTED --hex")]
    public void Contents_that_were_kept_are_shown_as_of_the_core(string verb)
    {
        string core = Core();
        Same(verb, core, Captured(core, "--heap-content"));
    }

    [Theory]
    [InlineData("--size 48", "no bundle holds", "gcore")]
    [InlineData("--arena 0", "no bundle holds", "gcore")]
    [InlineData("--mapping [heap]", "no bundle holds", "gcore")]
    [InlineData("0x1000", "no bundle holds", "gcore")]
    [InlineData("0x1000+4k", "no bundle holds", "gcore")]
    [InlineData("--all --output", "no bundle holds", "gcore")]
    [InlineData("--all --min-length 5", "this bundle does not hold", "capture again: with --heap-content")]
    [InlineData("--all --raw", "this bundle does not hold", "capture again: with --heap-content --raw")]
    [InlineData("--group nobody", "the census shows no block of nobody", "fathom census")]
    public void Of_contents_that_were_not_kept_it_says_what_to_do(string asked, string what, string todo)
    {
        string output = _folder.At("memory");
        string[] words = [.. asked.Split(' '), .. asked.EndsWith("--output", StringComparison.Ordinal) ? [output] : (string[])[]];
        foreach (string option in (string[])["--heap-content", "--pss"])
        {
            Call call = Call.Wide(500, ["peek", Captured(Core(), option), .. words]);
            Assert.Equal(ExitCode.CannotTell, call.ExitCode);
            // Of one without contents it is said how to get some, where there is a way.
            bool hasSome = option == "--heap-content" || what == "no bundle holds";
            Assert.Contains(hasSome ? what : "this bundle does not hold what stands in this memory", call.Out, StringComparison.Ordinal);
            Assert.Contains(hasSome ? todo : "capture again: with --heap-content", call.Out, StringComparison.Ordinal);
        }
        Assert.True(!File.Exists(output) || new FileInfo(output).Length == 0);
    }

    [Fact]
    public void Each_block_by_itself_is_in_no_bundle()
    {
        string chunks = _folder.At("chunks");
        Call call = Call.Wide(500, "census", Captured(Core()), "--chunks", chunks);
        Assert.Equal(ExitCode.CannotTell, call.ExitCode);
        Assert.Contains("no bundle holds each block by itself", call.Out, StringComparison.Ordinal);
        Assert.Contains("gcore PID", call.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_of_a_bundle_is_the_same_bundle()
    {
        string one = Captured(Core()), two = _folder.At("two.fathom");
        Assert.Equal(0, Call.Of("capture", one, "-o", two, "-q").ExitCode);
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(two));
    }

    [Theory]
    [InlineData("peek --all --top 3")]
    [InlineData("peek --group unattributed --hex")]
    [InlineData("peek 0x1000")]
    [InlineData("jvm")]
    [InlineData("jvm VM.version")]
    [InlineData("jvm --objects")]
    [InlineData("nmt")]
    [InlineData("nmt --detail")]
    [InlineData("confirm FTH012")]
    [InlineData("open")]
    [InlineData("open about")]
    [InlineData("trim --now")]
    [InlineData("doctor --deep")]
    public void On_standard_input_it_answers_as_a_file(string verb)
    {
        string bundle = Captured(Core(), "--heap-content");
        string[] words = verb.Split(' ');
        Call one = Call.Of([words[0], bundle, .. words[1..]]), two = Call.Piped(File.ReadAllBytes(bundle), [words[0], "-", .. words[1..]]);
        Assert.Equal(Named(one.Out, bundle), Named(two.Out, bundle));
        Assert.Equal((one.ExitCode, Named(one.Talk, bundle)), (two.ExitCode, Named(two.Talk, bundle)));
    }

    /// <summary>Sentences are wrapped otherwise where a path is longer.</summary>
    static string Named(string text, string bundle) => Regex.Replace(Plain(text), @"\s+", " ").Replace(bundle, "standard input", StringComparison.Ordinal);

    [Fact]
    public void Either_side_of_a_diff_may_be_on_standard_input()
    {
        string bundle = Captured(Core());
        string both = Named(Call.Of("diff", bundle, bundle, "--json").Out, bundle);
        Assert.Equal(both, Named(Call.Piped(File.ReadAllBytes(bundle), "diff", bundle, "-", "--json").Out, bundle));
        Assert.Equal(both, Named(Call.Piped(File.ReadAllBytes(bundle), "diff", "-", bundle, "--json").Out, bundle));
        Call two = Call.Piped(File.ReadAllBytes(bundle), "diff", "-", "-");
        Assert.Equal(ExitCode.Usage, two.ExitCode);
        Assert.Contains("only BEFORE or AFTER", two.Talk, StringComparison.Ordinal);
        Call odd = Call.Piped("hello\n"u8.ToArray(), "open", "-");
        Assert.Equal(ExitCode.Usage, odd.ExitCode);
        Assert.Contains("standard input", odd.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_stored_ends_with_5_and_says_how_to_get_it()
    {
        string bundle = Captured(Core());
        foreach (string verb in (string[])["census --lost", "ledger --pss", "doctor --raw", "doctor --deep", "peek --all", "nmt", "nmt --ask"])
        {
            Call call = Call.Of([.. verb.Split(' ').Take(1), bundle, .. verb.Split(' ').Skip(1)]);
            Assert.True(call.ExitCode == ExitCode.CannotTell, verb + call);
            Assert.Contains("this bundle does not hold", call.Out + call.Talk, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Acts_need_a_process()
    {
        string bundle = Captured(Core());
        foreach (string[] act in (string[][])[["trim", bundle, "--now"], ["confirm", bundle, "FTH012"], ["jvm", bundle, "--every", "1s"], ["jvm", bundle, "--objects"]])
            Assert.Equal(ExitCode.Usage, Call.Of(act).ExitCode);
        Assert.Equal(ExitCode.CannotTell, Call.Of("jvm", bundle, "VM.version").ExitCode);
    }

    [Fact]
    public void A_cut_bundle_answers_with_what_is_whole()
    {
        byte[] whole = File.ReadAllBytes(Captured(Core()));
        // In the middle of the snapshot, which stands last: the texts before it are a folder's.
        string cut = _folder.Write("cut.fathom", whole.AsSpan(0, whole.Length - 200));
        Call ledger = Call.Of("map", cut);
        Assert.Contains("the bundle is damaged", ledger.Out, StringComparison.Ordinal);
        Assert.Contains("libc", ledger.Out, StringComparison.Ordinal);
        Call open = Call.Of("open", cut);
        Assert.Equal(ExitCode.CannotTell, open.ExitCode);
        Assert.Contains("CUT", open.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_private_and_nothing_stays_beside_it()
    {
        string bundle = Captured(Core());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bundle));
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), file => file.EndsWith(".partial", StringComparison.Ordinal));
    }

    [Fact]
    public void A_capture_that_fails_leaves_the_file_that_was_there()
    {
        string bundle = _folder.Write("old.fathom", "old");
        Assert.NotEqual(0, Call.Of("capture", _folder.At("no-such/core"), "-o", bundle).ExitCode);
        Assert.Equal("old", File.ReadAllText(bundle));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Open_prints_a_part_as_it_was_stored()
    {
        string folder = Path.Combine(Golden.Corpus, "jdk17"), bundle = Captured(folder);
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "maps")), Call.Of("open", bundle, "maps").Out);
        Assert.Equal(ExitCode.Usage, Call.Of("open", bundle, "nothing").ExitCode);
        Assert.Equal(ExitCode.Usage, Call.Of("open", Path.Combine(folder, "maps")).ExitCode);
        Assert.Contains("\"looked\": [", Call.Of("open", bundle, "--json").Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Secrets_are_masked_unless_they_are_asked_for(bool raw)
    {
        string folder = _folder.At("saved");
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(Golden.Corpus, "jdk17", "maps"), Path.Combine(folder, "maps"));
        _folder.Write("saved/cmdline", "java\0-Dpassword=geheim\0-jar\0orders.jar\0"u8);
        string bundle = Captured(folder, raw ? ["--raw"] : []);
        Assert.Equal(raw, Call.Of("open", bundle, "cmdline").Out.Contains("geheim", StringComparison.Ordinal));
        Assert.Equal(raw, Call.Of("map", bundle, "--raw", "--json").Out.Contains("geheim", StringComparison.Ordinal));
        Assert.DoesNotContain("geheim", Call.Of("map", bundle, "--json").Out, StringComparison.Ordinal);
        // And what was raw is masked when it is captured again.
        string masked = _folder.At("masked.fathom");
        Call.Of("capture", bundle, "-o", masked, "-q");
        Assert.DoesNotContain("geheim", Call.Of("open", masked, "cmdline").Out + Call.Of("map", masked, "--raw", "--json").Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("core")]
    [InlineData("folder")]
    public void A_redacted_bundle_has_the_same_sums_under_other_names(string of)
    {
        string target = of == "core" ? Core() : Path.Combine(Golden.Corpus, "jdk17");
        string plain = Captured(target, "--pss"), redacted = Captured(target, "--pss", "--redact");
        foreach (string verb in (string[])["ledger", "map", "census", "arenas"])
        {
            string one = Call.Of(verb, plain, "--json").Out, two = Call.Of(verb, redacted, "--json").Out;
            Assert.Equal(Figures().Matches(Plain(one)).Select(match => match.Value).Order(), Figures().Matches(Plain(two)).Select(match => match.Value).Order());
        }
        string main = JsonDocument.Parse(Call.Of("map", plain, "--json").Out).RootElement.GetProperty("target").GetProperty("main").GetString()!;
        // The core's program has a number for its name.
        Assert.DoesNotContain(of == "core" ? "/tmp/glibc" : main, Call.Of("map", redacted, "--json").Out + Call.Of("open", redacted, "snapshot").Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, Call.Of("open", redacted, "maps").ExitCode);
        Assert.Contains("names replaced", Call.Of("open", redacted).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_key_two_redacted_bundles_line_up()
    {
        string folder = Path.Combine(Golden.Corpus, "jdk17"), key = _folder.At("names.key");
        string one = Captured(folder, "--pss", "--redact-key", key), two = Captured(folder, "--pss", "--redact-key", key);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        Call diff = Call.Of("diff", one, two, "--json");
        JsonElement[] tables = [.. JsonDocument.Parse(diff.Out).RootElement.GetProperty("diff").GetProperty("tables").EnumerateArray()];
        Assert.All(tables, table => Assert.Empty(table.GetProperty("lines").EnumerateArray()));
        Assert.NotEmpty(tables);
        Assert.DoesNotContain("compared-stand-ins", diff.Out, StringComparison.Ordinal);
        // The key itself is in none of them.
        Assert.DoesNotContain(File.ReadAllText(key).Trim(), Call.Of("open", one, "about").Out, StringComparison.Ordinal);

        string numbered = Captured(folder, "--pss", "--redact"), other = Captured(folder, "--pss", "--redact-key", _folder.At("other.key")), named = Captured(folder, "--pss");
        foreach (string[] pair in (string[][])[[one, other], [one, numbered], [named, one], [numbered, Captured(folder, "--pss", "--redact")]])
        {
            Call unlike = Call.Of("diff", pair[0], pair[1], "--json");
            Assert.Contains("compared-stand-ins", unlike.Out, StringComparison.Ordinal);
            Assert.Equal(ExitCode.CannotTell, unlike.ExitCode);
        }
        Assert.DoesNotContain("compared-stand-ins", Call.Of("diff", numbered, numbered, "--json").Out, StringComparison.Ordinal);
        // Of a bundle that had names, a key makes what it makes of the process; stand-ins of stand-ins are nobody's.
        Assert.DoesNotContain("compared-stand-ins", Call.Of("diff", one, Captured(named, "--redact-key", key), "--json").Out, StringComparison.Ordinal);
        Assert.Contains("compared-stand-ins", Call.Of("diff", one, Captured(numbered, "--redact-key", key), "--json").Out, StringComparison.Ordinal);
        Assert.DoesNotContain("compared-stand-ins", Call.Of("diff", one, Captured(one), "--json").Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("correct horse battery staple")]
    [InlineData("0123456789abcdef0123456789abcde")]
    public void A_key_is_no_word_that_somebody_thought_of(string text)
    {
        string key = _folder.Write("names.key", text), bundle = _folder.At("x.fathom");
        Call call = Call.Of("capture", Path.Combine(Golden.Corpus, "jdk17"), "-o", bundle, "--redact-key", key);
        Assert.Equal(ExitCode.Usage, call.ExitCode);
        Assert.Contains("32 hexadecimal digits", call.Talk, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(key));
        Assert.False(File.Exists(bundle));
        Assert.Equal(ExitCode.Usage, Call.Of("capture", Path.Combine(Golden.Corpus, "jdk17"), "-o", bundle, "--redact-key", _folder.At("no/such/key")).ExitCode);
        Assert.Equal(ExitCode.Usage, Call.Of("capture", Path.Combine(Golden.Corpus, "jdk17"), "-o", bundle, "--raw", "--redact-key", _folder.At("k")).ExitCode);
    }

    /// <summary>Figures in bytes, in no order: names sort otherwise.</summary>
    [GeneratedRegex("\"[a-z_]*bytes\": [0-9]+")]
    private static partial Regex Figures();

    static void Same(string verb, string target, string bundle)
    {
        string[] words = verb.Split(' ');
        foreach (string[] form in (string[][])[[], ["--json"]])
        {
            Call one = Call.Wide(100, [words[0], target, .. words[1..], .. form]), two = Call.Wide(100, [words[0], bundle, .. words[1..], .. form]);
            Assert.Equal(Plain(one.Out), Plain(two.Out));
            Assert.Equal((one.ExitCode, one.Talk), (two.ExitCode, two.Talk));
        }
    }

    /// <summary>Without what a look cost: its time, our own memory.</summary>
    static string Plain(string text) => Cost().Replace(Time().Replace(text, "TIME"), "COST");

    [GeneratedRegex("\"cost\": \\{[^}]*\\}|Looked .*")]
    private static partial Regex Cost();

    [GeneratedRegex("\"(took|wall)_ms\": [0-9.]+|in [0-9.]+ (ms|s)\\b|[0-9.]+ m?s for")]
    private static partial Regex Time();

    string Core()
    {
        string core = _folder.At("core");
        if (File.Exists(core))
            return core;
        using FileStream packed = File.OpenRead(Path.Combine(Golden.Corpus, "malloc", "cores", "2.36.core.gz"));
        using GZipStream plain = new(packed, CompressionMode.Decompress);
        using FileStream to = File.Create(core);
        plain.CopyTo(to);
        return core;
    }

    string Captured(string target, params string[] options)
    {
        string bundle = _folder.At(Guid.NewGuid() + ".fathom");
        Call call = Call.Of(["capture", target, "-o", bundle, "-q", .. options]);
        Assert.True(call.ExitCode == 0, call.ToString());
        return bundle;
    }
}
