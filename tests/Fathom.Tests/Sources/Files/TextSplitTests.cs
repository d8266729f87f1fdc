using System.Text;
using Fathom.Sources.Files;
using Fathom.Tests.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Files;

public class TextSplitTests
{
    const string Smaps = """
        00400000-00401000 r-xp 00000000 08:01 7 /usr/bin/java
        Size:                  4 kB
        Rss:                   4 kB
        VmFlags: rd ex mr mw me
        7f0000000000-7f0000001000 rw-p 00000000 00:00 0
        Size:                  4 kB
        Rss:                   0 kB
        VmFlags: rd wr mr mw me

        """;

    const string Maps = """
        00400000-00401000 r-xp 00000000 08:01 7                                  /usr/bin/java
        7f0000000000-7f0000001000 rw-p 00000000 00:00 0

        """;

    const string Pmap = """
        2154:   java -Xmx1g Demo
        Address           Kbytes     RSS   Dirty Mode  Mapping
        00000000c0000000 1049088 1049088 1049088 rw---   [ anon ]
        00007f2d70000000   65520   64192   64192 rw---   [ anon ]
        ---------------- ------- ------- -------
        total kB         1114608 1113280 1113280

        """;

    const string Nmt = """
        2154:

        Native Memory Tracking:

        Total: reserved=2370381KB, committed=1071413KB
        -                 Java Heap (reserved=1048576KB, committed=1048576KB)
                                    (mmap: reserved=1048576KB, committed=1048576KB)

        """;

    [Fact]
    public void Each_text_of_a_paste_is_a_piece_of_its_own_form() =>
        Assert.Equal(["VM.native_memory", "pmap", "smaps", "maps"], Kinds(Nmt + Pmap + Smaps + "\n$ cat /proc/2154/maps\n" + Maps));

    [Fact]
    public void Words_between_texts_are_of_the_one_above()
    {
        IReadOnlyList<TextPiece> pieces = Split("Hello,\nthe process grows.\n\n" + Nmt + "\nAnd now pmap:\n" + Pmap);
        Assert.Equal([null, "VM.native_memory", "pmap"], pieces.Select(piece => piece.Format?.Kind));
        Assert.Equal((1, 3), (pieces[0].FirstLine, pieces[0].LastLine));
    }

    [Fact]
    public void A_prompt_says_whose_text_it_is()
    {
        TextPiece piece = Assert.Single(Split("[root@host logs]# pmap -x 2154 | sort -n -k3\n" + Pmap[(Pmap.IndexOf('\n', StringComparison.Ordinal) + 1)..]));
        Assert.Equal((2154, 1, 2), (piece.Pid, piece.FirstLine, piece.TextLine));
    }

    [Theory]
    [InlineData("$ jcmd 42 VM.native_memory", 42)]
    [InlineData("# cat /proc/77/smaps", 77)]
    [InlineData("me@host:~/logs$ sudo pmap -X 9", 9)]
    [InlineData("[root@a b]# ps aux | sort -k 4", null)]
    [InlineData("==> /proc/31/status <==", 31)]
    public void Commands_and_names_above_a_text_name_its_process(string line, int? pid)
    {
        Heading heading = Heading.Of(Encoding.UTF8.GetBytes(line));
        Assert.NotEqual(HeadingKind.None, heading.Kind);
        Assert.Equal(pid, heading.Pid);
    }

    [Theory]
    [InlineData("# JRE version: OpenJDK Runtime Environment")]
    [InlineData("#  SIGSEGV (0xb) at pc=0x00007f")]
    [InlineData("-  Java Heap (reserved=1KB, committed=1KB)")]
    [InlineData("\"main\" #1 prio=5")]
    [InlineData("==> <==")]
    [InlineData("==>  <==")]
    [InlineData("[0x00007f2d70000000 - 0x00007f2d70100000] reserved 1024KB for Thread Stack from")]
    public void A_line_of_a_report_is_no_prompt(string line) => Assert.Equal(HeadingKind.None, Heading.Of(Encoding.UTF8.GetBytes(line)).Kind);

    [Fact]
    public void A_bare_number_is_what_the_name_above_it_says()
    {
        IReadOnlyList<TextPiece> pieces = Split("==> memory.max <==\n536870912\n\n==> memory.current <==\n500000000\n$ cat /sys/fs/cgroup/memory.events\nlow 0\nmax 7\n");
        Assert.Equal(["memory.max", "memory.current", "/sys/fs/cgroup/memory.events"], pieces.Select(piece => piece.Name));
    }

    [Fact]
    public void Sections_of_an_answer_are_not_cut_out_of_it()
    {
        foreach (string jdk in (string[])["11", "17", "21", "25"])
            Assert.Equal(["VM.info"], Split(SavedAnswers.Text(jdk, "info-g1")).Select(piece => piece.Format?.Kind));
    }

    public static TheoryData<string, string> Answers() => SavedAnswers.Named("nmt-summary", "nmt-detail", "info", "heap", "threads", "flags", "class-histogram", "metaspace", "codecache", "dynlibs", "map", "native-heap");

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_is_one_piece_and_behind_another_one_still_is(string jdk, string command)
    {
        string text = SavedAnswers.Text(jdk, command);
        TextPiece[] alone = [.. Split(text).Where(piece => piece.Format is not null)];
        if (alone.Length == 0)
            return;
        Assert.Single(alone);
        IReadOnlyList<TextPiece> behind = Split(Nmt + "\n$ jcmd 4242 again\n" + text);
        Assert.Equal(["VM.native_memory", alone[0].Format!.Kind], behind.Select(piece => piece.Format?.Kind));
    }

    [Fact]
    public void Every_line_is_in_exactly_one_piece()
    {
        string[] parts = [Nmt, Pmap, Smaps, Maps, "prose\n", "\n", "17:\n", "2026-11-20 21:45:43\n", "$ cat x\n", "END.\n", SavedAnswers.Text("17", "heap-g1"), SavedAnswers.Text("8", "threads"), "# \n", "==> memory.max <==\n"];
        Random random = new(7);
        for (int round = 0; round < 500; round++)
        {
            StringBuilder text = new();
            for (int i = random.Next(8); i >= 0; i--)
            {
                string part = parts[random.Next(parts.Length)];
                text.Append(random.Next(4) == 0 ? part[..random.Next(part.Length)] : part);
            }
            Covers(text.ToString());
        }
    }

    static void Covers(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        IReadOnlyList<TextPiece> pieces = TextSplit.Of(bytes);
        int lines = text.Length == 0 ? 0 : text.Count(c => c == '\n') + (text.EndsWith('\n') ? 0 : 1);
        int line = 0, at = 0;
        foreach (TextPiece piece in pieces)
        {
            Assert.Equal(line + 1, piece.FirstLine);
            Assert.InRange(piece.Start, at, bytes.Length);
            Assert.InRange(piece.End, piece.Start, bytes.Length);
            (line, at) = (piece.LastLine, piece.End);
        }
        Assert.Equal(lines, line);
    }

    static IReadOnlyList<TextPiece> Split(string text) => TextSplit.Of(Encoding.UTF8.GetBytes(text));

    static IEnumerable<string?> Kinds(string text) => Split(text).Select(piece => piece.Format?.Kind);
}
