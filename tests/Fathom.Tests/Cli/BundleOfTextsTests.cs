using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fathom.Evidence;

namespace Fathom.Tests.Cli;

/// <summary>What is told of texts that somebody saved, is told of a bundle of them; what is secret in them is not in it.</summary>
public sealed partial class BundleOfTextsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    // A recording is no text, and in no bundle: that this is told is a test of its own.
    const string Recording = "recording";

    public static TheoryData<string> Cases() =>
        [.. Golden.Cases.Select(folder => Path.GetFileName(folder)).Where(name => name != Recording)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Texts_and_their_bundle_get_the_same_answer(string name)
    {
        string given = Golden.Place(name);
        foreach (string[] files in (string[][])[[given], [.. Directory.GetFiles(given).Order(StringComparer.Ordinal)]])
        {
            string bundle = Captured(files);
            foreach (string verb in (string[])["doctor", "doctor --json", "ledger --json", "map", "threads"])
                Same(verb, files, bundle);
        }
    }

    [Fact]
    public void A_recording_is_told_to_be_missing() =>
        Assert.Contains("it was not put into the bundle", Call.Of("doctor", "--json", Captured([Golden.Place(Recording)])).Out, StringComparison.Ordinal);

    [Fact]
    public void A_folder_of_proc_with_texts_beside_is_one_case_again()
    {
        foreach (string name in (string[])["maps", "smaps", "status"])
            File.Copy(Path.Combine(Golden.Corpus, "jdk17", name), _folder.At(name));
        File.Copy(Path.Combine(Golden.Corpus, "pasted-nmt", "given", "nmt.txt"), _folder.At("nmt.txt"));
        Directory.CreateDirectory(_folder.At("task/17"));
        _folder.Write("task/17/comm", "main\n"u8);
        string bundle = Path.GetTempFileName();
        try
        {
            Assert.Equal(0, Call.Of("capture", _folder.Path, "-o", bundle, "-q").ExitCode);
            foreach (string verb in (string[])["doctor --json", "ledger", "threads"])
                Same(verb, [_folder.Path], bundle);
        }
        finally
        {
            File.Delete(bundle);
        }
    }

    [Fact]
    public void What_is_packed_binary_empty_or_no_text_is_told_again()
    {
        string zip = _folder.At("all.zip");
        using (ZipArchive archive = ZipFile.Open(zip, ZipArchiveMode.Create))
            archive.CreateEntryFromFile(Path.Combine(Golden.Corpus, "pasted-nmt", "given", "nmt.txt"), "in/nmt.txt");
        string[] files = [zip, _folder.Write("heap.hprof", "JAVA PROFILE 1.0.2\0..."u8), _folder.Write("empty.txt", ""u8), _folder.Write("odd.txt", "Dear all\r\nplease look\r\n"u8)];
        string bundle = Captured(files);
        Same("doctor --json", files, bundle);
        Assert.DoesNotContain("JAVA PROFILE", Encoding.Latin1.GetString(File.ReadAllBytes(bundle)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_log_that_is_followed_is_stored_whole(bool packed)
    {
        byte[] once = File.ReadAllBytes(Path.Combine(Golden.Corpus, "pasted-logs", "given", "strace.log"));
        int times = Limits.LongTextBytes / once.Length + 1;
        string log = _folder.At(packed ? "strace.log.gz" : "strace.log");
        using (Stream to = packed ? new GZipStream(File.Create(log), CompressionLevel.NoCompression) : File.Create(log))
        {
            for (int i = 0; i < times; i++)
                to.Write(once);
        }
        string bundle = Captured(log);
        Same("doctor --json", [log], bundle);
        string again = _folder.At("again.fathom");
        Assert.Equal(0, Call.Of("capture", bundle, "-o", again, "-q").ExitCode);
        Assert.Equal(File.ReadAllBytes(bundle), File.ReadAllBytes(again));
    }

    [Fact]
    public void Secrets_are_masked_unless_they_are_asked_for()
    {
        string text = _folder.Write("mail.txt", """
            4242:
            java_command: orders.jar --db.password=geheim1 --token geheim2
            Environment Variables:
            DB_PASSWORD=geheim3
            curl -H 'Authorization: Bearer geheim4' jdbc:mysql://me:geheim5@db/x
                - name: DB_PASSWORD
                  value: geheim6
                  API_KEY:          geheim7 and geheim8
            {"password": "geheim9"}
            Cookie: session=geheim10
            ==> /proc/4242/cmdline <==
            java
            --password
            geheim11
            """u8);
        string cmdline = _folder.Write("cmdline", "java\0-Dsecret=geheim12\0-jar\0orders.jar\0"u8);
        foreach (bool raw in (bool[])[false, true])
        {
            string bundle = Captured(raw ? [text, cmdline, "--raw"] : [text, cmdline]);
            string all = string.Join('\n', Parts(bundle).Select(part => Call.Of("open", bundle, part).Out));
            Assert.Contains("orders.jar", all, StringComparison.Ordinal);
            IEnumerable<string> found = Enumerable.Range(1, 12).Select(i => "geheim" + i).Where(secret => Regex.IsMatch(all, secret + @"\b"));
            Assert.Equal(raw ? Enumerable.Range(1, 12).Select(i => "geheim" + i) : [], found);
            if (!raw)
                continue;
            // And what was raw is masked when it is captured again.
            string masked = Captured(bundle);
            Assert.DoesNotContain("geheim", string.Concat(Parts(masked).Select(part => Call.Of("open", masked, part).Out)), StringComparison.Ordinal);
            Assert.Equal(ExitCode.CannotTell, Call.Of("doctor", masked, "--raw").ExitCode);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Masking_leaves_what_is_no_secret(string name)
    {
        string[] files = [.. Directory.GetFiles(Golden.Place(name)).Order(StringComparer.Ordinal)];
        Same("doctor --json", files, Captured([.. files, "--raw"]));
        string masked = Captured(files);
        // A report in the corpus holds no secret, only command lines do: each text comes out as it went in.
        foreach (string part in Parts(masked).Where(part => part.StartsWith("given ", StringComparison.Ordinal) && !part.EndsWith("cmdline", StringComparison.Ordinal)))
            Assert.DoesNotContain("***", Call.Of("open", masked, part).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_tells_what_is_in_it_and_no_part_that_is_not()
    {
        string bundle = Captured(Golden.Place("pasted-nmt"));
        Call text = Call.Of("open", bundle);
        Assert.Contains("VM.native_memory", text.Out, StringComparison.Ordinal);
        foreach (string absent in (string[])["malloc,", "census", "open files", "lost blocks"])
            Assert.DoesNotContain(absent, text.Out, StringComparison.Ordinal);
        JsonElement open = JsonDocument.Parse(Call.Of("open", bundle, "--json").Out).RootElement.GetProperty("open");
        Assert.DoesNotContain(open.GetProperty("looked").EnumerateArray(), word => word.GetString() is "malloc" or "census" or "open files");
        JsonElement doctor = JsonDocument.Parse(Call.Of("doctor", bundle, "--json").Out).RootElement;
        Assert.Equal(doctor.GetProperty("texts").GetRawText().Replace(" ", "", StringComparison.Ordinal), open.GetProperty("texts").GetRawText().Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Redacted_it_keeps_figures_and_no_text()
    {
        string file = Path.Combine(Golden.Corpus, "pasted-nmt", "given", "nmt.txt");
        string bundle = Captured(file, "--redact");
        Assert.DoesNotContain(Parts(bundle), part => part.StartsWith("given", StringComparison.Ordinal));
        Call doctor = Call.Of("doctor", bundle);
        Assert.Contains("this bundle does not hold the texts that it was made of", doctor.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.CannotTell, doctor.ExitCode);
    }

    [Fact]
    public void Cut_anywhere_it_ends_in_an_answer_or_a_gap()
    {
        byte[] whole = File.ReadAllBytes(Captured(Golden.Place("pasted-nmt")));
        for (int length = 8; length < whole.Length; length += 97)
        {
            Call call = Call.Of("doctor", _folder.Write("cut.fathom", whole.AsSpan(0, length)));
            Assert.True(call.ExitCode == ExitCode.CannotTell, $"{length}: {call}");
            Assert.Contains("the bundle is damaged", call.Out + call.Talk, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_bundle_on_standard_input_answers_as_the_file()
    {
        string bundle = Captured(Golden.Place("pasted-nmt")), again = _folder.At("again.fathom");
        foreach (string[] verb in (string[][])[["doctor", "--json"], ["map"], ["ledger"], ["nmt", "--json"], ["jvm", "--json"]])
        {
            Call one = Call.Of([verb[0], bundle, .. verb[1..]]), two = Call.Piped(File.ReadAllBytes(bundle), [verb[0], "-", .. verb[1..]]);
            Assert.Equal(Cost().Replace(one.Out, "").Replace(bundle, "standard input", StringComparison.Ordinal), Cost().Replace(two.Out, ""));
            Assert.Equal(one.ExitCode, two.ExitCode);
        }
        Assert.Equal(0, Call.Piped(File.ReadAllBytes(bundle), "capture", "-", "-o", again, "-q").ExitCode);
        Assert.Equal(File.ReadAllBytes(bundle), File.ReadAllBytes(again));
        Call cut = Call.Piped(File.ReadAllBytes(bundle)[..400], "doctor", "-");
        Assert.Equal(ExitCode.CannotTell, cut.ExitCode);
        Assert.Contains("standard input", cut.Out + cut.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_on_standard_input_is_stored()
    {
        byte[] text = File.ReadAllBytes(Path.Combine(Golden.Corpus, "pasted-nmt", "given", "nmt.txt"));
        string bundle = _folder.At("piped.fathom");
        Assert.Equal(0, Call.Piped(text, "capture", "-", "-o", bundle, "-q").ExitCode);
        Assert.Equal(Taken().Replace(Cost().Replace(Call.Piped(text, "doctor", "-", "--json").Out, ""), ""), Taken().Replace(Cost().Replace(Call.Of("doctor", bundle, "--json").Out, ""), ""));
    }

    [GeneratedRegex("\"taken_at\": .*")]
    private static partial Regex Taken();

    [Fact]
    public void A_bundle_is_given_alone()
    {
        string bundle = Captured(Golden.Place("pasted-nmt")), text = Path.Combine(Golden.Corpus, "pasted-nmt", "given", "nmt.txt");
        foreach (string[] arguments in (string[][])[["doctor", bundle, text], ["ledger", text, bundle], ["capture", text, bundle, "-o", _folder.At("no.fathom")]])
        {
            Call call = Call.Of(arguments);
            Assert.Equal(ExitCode.Usage, call.ExitCode);
            Assert.Contains("give it alone", call.Talk, StringComparison.Ordinal);
        }
        Assert.Contains("a bundle of fathom capture", Call.Of("doctor", _folder.Path, "--json").Out, StringComparison.Ordinal);
    }

    static void Same(string verb, string[] files, string bundle)
    {
        string[] words = verb.Split(' ');
        Call one = Call.Wide(100, [words[0], .. files, .. words[1..]]), two = Call.Wide(100, [words[0], bundle, .. words[1..]]);
        Assert.Equal(Cost().Replace(one.Out, ""), Cost().Replace(two.Out, ""));
        Assert.Equal((one.ExitCode, one.Talk), (two.ExitCode, two.Talk));
    }

    [GeneratedRegex("\"cost\": \\{[^}]*\\}|Looked .*")]
    private static partial Regex Cost();

    static IEnumerable<string> Parts(string bundle) => PartName().Matches(Call.Of("open", bundle, "--json").Out).Select(match => match.Groups[1].Value);

    [GeneratedRegex("\"name\": \"([^\"]*)\",\\s*\"kind\"")]
    private static partial Regex PartName();

    string Captured(params string[] arguments)
    {
        string bundle = _folder.At(Guid.NewGuid() + ".fathom");
        Call call = Call.Of(["capture", .. arguments, "-o", bundle, "-q"]);
        Assert.True(call.ExitCode == 0, call.ToString());
        return bundle;
    }
}
