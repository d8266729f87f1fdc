using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;
using Fathom.Sources;
using Fathom.Sources.Files;
using Fathom.Tests.Cli;
using Fathom.Tests.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Files;

public sealed class SavedLookTests : IDisposable
{
    /// <summary>The soak has a million (bench/soak/files).</summary>
    static readonly int Inputs = int.TryParse(Environment.GetEnvironmentVariable("FATHOM_SOAK_FILES"), out int asked) ? asked : 3000;

    static readonly string Mail = File.ReadAllText(Path.Combine(Golden.Corpus, "pasted-mail", "given", "mail.txt"));

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_paste_in_a_mail_is_the_same_case_as_its_texts()
    {
        Snapshot quoted = Piped(Mail);
        Snapshot plain = Piped(Mail.Replace("> ", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal));
        Assert.Equal(["top", "VM.native_memory", "pmap"], quoted.Saved!.Pieces.Select(piece => piece.Kind).OfType<string>());
        Assert.Equal(quoted.Mappings, plain.Mappings);
        Assert.Equal(quoted.Status, plain.Status);
        Assert.Equal(2154, quoted.Status.Pid);
        Assert.Equal(Bytes.FromKiB(1071413), quoted.JvmState!.Nmt!.Report!.Committed.Size);
    }

    [Fact]
    public void The_last_line_of_pmap_is_the_RSS_where_no_file_of_the_kernels_says_it()
    {
        string pmap = SavedText("procps/4.0.2/pmap-x"), total = pmap.Split('\n').Last(line => line.StartsWith("total", StringComparison.Ordinal));
        Snapshot snapshot = Piped(pmap);
        Assert.Equal(long.Parse(total.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], System.Globalization.CultureInfo.InvariantCulture) << 10, snapshot.Status.Resident?.Value);
        Assert.Equal(snapshot.Status.Resident, snapshot.Usage!.Aggregate(Bytes.Zero, (sum, each) => sum + each.Rss));
    }

    [Fact]
    public void What_is_of_another_process_is_left_aside()
    {
        Snapshot snapshot = Piped(SavedText("procps/4.0.2/pmap-x") + "\n" + SavedAnswers.Text("17", "nmt-detail"));
        Assert.Null(snapshot.JvmState);
        Assert.Contains(snapshot.Saved!.Disagreements, each => each.Kind == DisagreementKind.Process);
    }

    [Fact]
    public void In_a_container_the_first_process_has_another_pid_outside()
    {
        Snapshot snapshot = Piped(SavedText("procps/4.0.2/pmap-x") + "\n" + SavedAnswers.Text("17", "nmt-summary").Replace("17497:", "1:", StringComparison.Ordinal));
        Assert.NotNull(snapshot.JvmState?.Nmt?.Report);
        Assert.Empty(snapshot.Saved!.Disagreements);
    }

    [Theory]
    [InlineData(4, DisagreementKind.Unit)]
    [InlineData(1024, DisagreementKind.Unit)]
    [InlineData(3, DisagreementKind.Process)]
    public void A_figure_with_two_values_is_told(long times, DisagreementKind kind)
    {
        Snapshot snapshot = Piped($"17497:\n-XX:MaxHeapSize={(32L << 20) * times} -XX:+UseG1GC\n\n" + SavedAnswers.Text("17", "nmt-summary"));
        Assert.Contains(snapshot.Saved!.Disagreements, each => each.Kind == kind);
        Assert.Empty(Piped($"17497:\n-XX:MaxHeapSize={32 << 20} -XX:+UseG1GC\n\n" + SavedAnswers.Text("17", "nmt-summary")).Saved!.Disagreements);
    }

    [Fact]
    public void Dumps_of_two_days_are_of_two_times()
    {
        string dump = SavedAnswers.Text("17", "threads");
        Snapshot snapshot = Piped(dump + "\n" + dump.Replace("2026-11-20", "2026-11-21", StringComparison.Ordinal));
        Assert.Contains(snapshot.Saved!.Disagreements, each => each.Kind == DisagreementKind.Time);
    }

    /// <summary>A dump of nine in the morning there, and a recording of seven by the world's clock, may be of one minute.</summary>
    [Theory]
    [InlineData("2026-11-20 09:00:00", "2026-11-20T07:00:00Z", false)]
    [InlineData("2026-11-20 09:00:00", "2026-11-22T09:00:00Z", true)]
    public void Zones_are_no_time_between_files(string local, string world, bool isApart)
    {
        SavedPiece[] pieces =
        [
            new("jstack.txt", 1, 9, "Thread.print") { SaidAt = DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture) },
            new("orders.jfr", 0, 0, "flight recording") { SaidAt = DateTimeOffset.Parse(world, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime },
        ];
        Snapshot snapshot = new() { TakenAt = default, Target = new Target(), Cost = Cost.None };
        Assert.Equal(isApart, SavedIdentity.Of(snapshot, pieces).Disagreements.Any(each => each.Kind == DisagreementKind.Time));
    }

    [Fact]
    public void Bad_lines_are_named_by_their_place_in_the_file()
    {
        string smaps = "\n\n$ cat /proc/9/smaps\n00400000-00401000 r-xp 00000000 08:01 7 /usr/bin/java\nSize: 4 kB\nRss: 4 kX\n";
        Assert.Contains(Piped(smaps).Gaps, gap => gap.Where == "standard input:6");
    }

    [Fact]
    public void What_the_script_collects_is_all_known()
    {
        Snapshot snapshot = Piped("""
            ==> collect.sh <==
            format 1
            pid 42
            date 2026-11-22T01:38:14Z

            ==> uname -srm <==
            Linux 6.18.4 x86_64

            ==> /proc/42/comm <==
            java

            ==> /proc/42/cmdline <==
            /usr/bin/java
            -Xmx256m
            -Dname=two words
            app.Main
            argument


            ==> /proc/42/task/43/comm <==
            GC Thread#0

            ==> /proc/42/oom_score_adj <==
            0

            ==> end <==

            """);
        Assert.All(snapshot.Saved!.Pieces, piece => Assert.NotNull(piece.Kind));
        Assert.Equal("app.Main", snapshot.Target.Command?.Main);
        Assert.Equal(Bytes.FromMiB(256), snapshot.Target.Command?.MaxHeap);
        Assert.Equal(new DateTime(2026, 11, 22, 1, 38, 14), snapshot.Saved.Pieces[0].SaidAt);
    }

    [Fact]
    public void What_a_JVM_answers_stands_where_a_look_has_it()
    {
        Snapshot snapshot = Piped(SavedAnswers.Text("17", "heap-g1"));
        HeapInfo said = snapshot.Saved!.Last<HeapInfo>()!;
        SpaceUse heap = snapshot.JvmState!.Figures!.Heap!;
        Assert.Equal((said.Spaces[0].Committed, said.Spaces[0].Used), (heap.Committed, heap.Used));
        Assert.Null(snapshot.JvmState.Figures.Classes);
    }

    [Fact]
    public void Many_classes_of_a_kind_show_in_a_histogram()
    {
        ClassHistogram histogram = new()
        {
            Classes =
            [
                .. Enumerable.Range(1, 3000).Select(i => new ClassCount($"app.Calls$$Lambda${i}/0x{0x80000000 + i * 512:x16}", null, 1, new Bytes(16))),
                .. Enumerable.Range(1, 400).Select(_ => new ClassCount("app.Plugin", null, 2, new Bytes(32))),
            ],
        };
        LoadedClasses classes = HistogramClasses.Of(histogram, 500, 5000);
        Assert.Equal([("app.Calls$$Lambda$*", 3000, (long?)null), ("app.Plugin", 400, 400L)], classes.Families.Select(family => (family.Name, family.Classes, family.Loaders)));
        Assert.Equal((500L, 5000L, 399L), (classes.Loaders, classes.Count, classes.Copies));
    }

    [Fact]
    public void Files_in_a_packed_folder_keep_their_names()
    {
        File.WriteAllBytes(_folder.At("status.gz"), ArchiveTests.Gzip("Name:\tjava\nUmask:\t0022\nVmRSS:\t    1000 kB\n"u8.ToArray()));
        Assert.Equal(Bytes.FromKiB(1000), Of(_folder.At("status.gz")).Status.Resident);
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\uFEFF")]
    [InlineData("```")]
    [InlineData("\u001b[0m")]
    [InlineData(">\n>", "saved-file-unknown")]
    public void Of_what_only_stands_around_a_text_there_is_none(string marks, string gap = "saved-file-empty")
    {
        Result<Snapshot> look = SavedLook.At(["-"], () => new MemoryStream(Encoding.UTF8.GetBytes(marks)), new LookOptions());
        Assert.Contains(look.Ok ? look.Value.Gaps : [look.Gap!], each => each.Id == gap);
    }

    [Fact]
    public void Without_a_text_of_known_form_there_is_an_answer_that_says_so()
    {
        Call call = Call.Of("--json", _folder.Write("notes.txt", "hello\n"));
        Assert.Equal(ExitCode.CannotTell, call.ExitCode);
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(call.Out);
        Assert.Contains(json.RootElement.GetProperty("gaps").EnumerateArray(), gap => gap.GetProperty("id").GetString() == "saved-file-unknown");
    }

    [Fact]
    public void Whatever_is_given_is_answered()
    {
        string[] parts =
        [
            Mail, SavedText("procps/4.0.2/pmap-X"), SavedText("procps/4.0.2/top"), SavedAnswers.Text("8", "nmt-summary"), SavedAnswers.Text("17", "heap-g1"), SavedAnswers.Text("17", "threads")[..3000],
            SavedAnswers.Text("25", "map")[..4000], SavedAnswers.Text("25", "native-heap")[..2000], "\n==> memory.max <==\nmax\n", "$ cat /proc/1/status\nName:\tx\nState:\tR\nVmRSS:\t99999999999999999999 kB\n",
            "00400000-00401000 r-xp 00000000 08:01 7 /usr/bin/java\nSize:                  4 kB\nRss:   9223372036854775807 kB\n",
            .. Directory.GetFiles(Path.Combine(Golden.Corpus, "texts"), "*.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Begin),
        ];
        Random random = new(Inputs);
        for (int i = 0; i < Inputs; i++)
        {
            List<byte> text = [];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                byte[] part = Encoding.UTF8.GetBytes(parts[random.Next(parts.Length)]);
                int from = random.Next(part.Length), length = random.Next(Math.Min(part.Length - from, 2500));
                text.AddRange(part.AsSpan(random.Next(3) == 0 ? from : 0, length));
            }
            for (int n = random.Next(6); n > 0 && text.Count > 0; n--)
                text[random.Next(text.Count)] = (byte)random.Next(256);
            SavedLook.At(["-"], () => new MemoryStream([.. text]), new LookOptions { Container = true });
        }
    }

    static string Begin(string file) => File.ReadAllText(file) is { Length: > 4000 } text ? text[..4000] : File.ReadAllText(file);

    /// <summary>Of which objects a histogram is, only its command says.</summary>
    [Theory]
    [InlineData("==> jcmd 17497 GC.class_histogram <==", true)]
    [InlineData("==> jcmd 17497 GC.class_histogram -all <==", false)]
    [InlineData("$ jcmd 17497 GC.class_histogram -all=true", false)]
    [InlineData("[root@db01 ~]# jmap -histo:live 17497", true)]
    [InlineData("$ jmap -histo 17497 > all.txt", false)]
    [InlineData("$ jcmd 17497 GC.class_histogram | grep -all", true)]
    [InlineData("the histogram of this morning", null)]
    public void A_histogram_is_of_the_objects_that_its_command_asks_for(string above, bool? isLive)
    {
        ClassHistogram histogram = Assert.IsType<ClassHistogram>(Piped(above + "\n" + SavedAnswers.Text("17", "class-histogram")).Saved!.Of<ClassHistogram>().Single());
        Assert.Equal(isLive, histogram.IsLive);
        Assert.True(histogram.IsWhole);
    }

    [Fact]
    public void A_histogram_that_was_cut_does_not_say_what_there_is_none_of()
    {
        string text = SavedAnswers.Text("17", "class-histogram");
        Assert.False(Piped("$ jcmd 17497 GC.class_histogram | head\n" + string.Join('\n', text.Split('\n').Take(12))).Saved!.Of<ClassHistogram>().Single().IsWhole);
        string[] filtered = [.. text.Split('\n').Where(line => !line.Contains("java.lang.String ", StringComparison.Ordinal))];
        Assert.False(Piped(string.Join('\n', filtered)).Saved!.Of<ClassHistogram>().Single().IsWhole);
    }

    [Theory]
    [InlineData("\n==> end <==\n", false)]
    [InlineData("\n", true)]
    public void What_was_collected_and_cut_is_told(string end, bool isCut)
    {
        string collected = "==> collect.sh <==\nformat 1\npid 17497\ndate 2026-11-22T01:38:14Z\n\n==> jcmd 17497 GC.class_histogram <==\n" + SavedAnswers.Text("17", "class-histogram");
        Assert.Equal(isCut, Piped(collected + end).Gaps.Any(gap => gap.Id == Gaps.ToolTextIncomplete.Id && gap.What.Contains("==> end <==", StringComparison.Ordinal)));
    }

    [Fact]
    public void Limits_of_a_folder_are_read()
    {
        string folder = _folder.Path;
        File.WriteAllText(Path.Combine(folder, "maps"), "7f0000000000-7f0000001000 rw-p 00000000 00:00 0\n");
        File.WriteAllText(Path.Combine(folder, "limits"), "Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1024                 4096                 files     \n");
        Assert.Equal(1024, Of(folder).Limits.OpenFiles);
    }

    /// <summary>Any JSON may begin with a bracket alone.</summary>
    [Theory]
    [InlineData("{\n  \"level\": \"info\",\n  \"message\": \"started\"\n}\n")]
    [InlineData("[\n1,\n2\n]\n")]
    public void Not_all_JSON_is_of_a_container(string text) => Assert.DoesNotContain(Pieces(text), piece => piece.Kind is not null);

    static SavedPiece[] Pieces(string text) =>
        SavedLook.At(["-"], () => new MemoryStream(Encoding.UTF8.GetBytes(SavedText("procps/4.0.2/pmap-x") + "\n$ cat app.log\n" + text)), new LookOptions()).Value.Saved!.Pieces.Where(piece => piece.Kind != "pmap").ToArray();

    static string SavedText(string name) => File.ReadAllText(Path.Combine(Golden.Corpus, "texts", name + ".txt"));

    static Snapshot Piped(string text) => SavedLook.At(["-"], () => new MemoryStream(Encoding.UTF8.GetBytes(text)), new LookOptions()).Value;

    static Snapshot Of(params string[] paths) => SavedLook.At(paths, () => Stream.Null, new LookOptions()).Value;
}
