using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Procps;

namespace Fathom.Tests.Sources.Formats.Procps;

public sealed class ProcessTableTextTests
{
    public static TheoryData<string> Tops() => SavedTexts.Cases("procps", "top");

    public static TheoryData<string> Lists() => SavedTexts.Cases("procps", "ps-");

    static Parsed<ProcessTable> Parse(string text) => ProcessTableText.Parse(Encoding.UTF8.GetBytes(text), "top.txt");

    static Bytes Status(string key) => Bytes.FromKiB(long.Parse(
        Regex.Match(SavedTexts.Text("procps/status"), $@"^{key}:\s+(\d+)", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture));

    [Theory]
    [MemberData(nameof(Tops))]
    public void Top_has_the_kernels_sizes_and_the_machines_memory(string name)
    {
        Parsed<ProcessTable> parsed = ProcessTableText.Parse(SavedTexts.Read(name), name);

        Assert.Empty(parsed.Gaps);
        Assert.Empty(parsed.Value.Unread);
        Assert.Equal(name.EndsWith("-c", StringComparison.Ordinal) ? [0] : [0, 1], parsed.Value.Rows.Select(row => row.Sample));
        Assert.Equal(parsed.Value.Rows.Count, parsed.Value.Times.Count);
        Assert.All(parsed.Value.Rows, row =>
        {
            Assert.True(row.Resident!.Value.MayBe(Status("VmRSS")));
            Assert.True(row.Virtual!.Value.MayBe(Status("VmSize")));
            Assert.True(row.Shared!.Value.MayBe(Status("RssFile") + Status("RssShmem")));
            Assert.Contains("java", row.Command, StringComparison.Ordinal);
        });
        Assert.True(parsed.Value.Memory!.Total!.Value.MayBe(Total()));
        Assert.Equal(0, parsed.Value.Memory.SwapTotal!.Value.Value.Value);
        Assert.True(parsed.Value.Memory.Available!.Value.Value > Bytes.Zero);
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_has_the_kernels_sizes_where_it_has_their_columns(string name)
    {
        Parsed<ProcessTable> parsed = ProcessTableText.Parse(SavedTexts.Read(name), name);

        Assert.Empty(parsed.Gaps);
        Assert.Empty(parsed.Value.Unread);
        Assert.NotEmpty(parsed.Value.Rows);
        Assert.All(parsed.Value.Rows, row =>
        {
            Assert.Equal(name.EndsWith("-f", StringComparison.Ordinal) ? null : Status("VmRSS"), row.Resident?.Value);
            Assert.True(row.Virtual is null || row.Virtual.Value.MayBe(Status("VmSize")));
            Assert.Equal(name.EndsWith("-rss", StringComparison.Ordinal), row.Pid is null);
        });
        Assert.Equal(name.EndsWith("-threads", StringComparison.Ordinal), parsed.Value.Rows.Any(row => row is { Thread: not null, Command: "VM Thread" }));
    }

    static Bytes Total() => Bytes.FromKiB(long.Parse(
        Regex.Match(SavedTexts.Text("procps/meminfo"), @"^MemTotal:\s+(\d+)", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture));

    [Fact]
    public void Pasted_with_tabs_and_without_its_first_lines()
    {
        Parsed<ProcessTable> parsed = Parse("""
            Tasks: 98 total, 1 running, 97 sleeping, 0 stopped, 0 zombie
            %Cpu0 : 0.0 us, 0.7 sy, 0.0 ni, 99.3 id, 0.0 wa, 0.0 hi, 0.0 si, 0.0 st
            KiB Mem : 3880472 total, 693920 free, 3082176 used, 104376 buff/cache
            KiB Swap: 839676 total, 784032 free, 55644 used. 626908 avail Mem

            PID	USER	PR	NI	VIRT	RES	SHR	S	%CPU	%MEM	TIME+	COMMAND
            2154	root	20	0	8491708	2.8g	12268	S	0.0	76.5	0:03.55	java -Xmx1G -Xmn1G -XX:+Alway
            1022	telegraf	20	0	703540	45940	408	S	0.3	1.2	0:11.06	/usr/bin/telegraf -config /et
            5533	ya	20	0	5g	1.520g	12,5m	S	0.3	1.2	0:11.06	java
            """);

        Assert.Empty(parsed.Gaps);
        ProcessRow[] rows = [.. parsed.Value.Rows];
        Assert.Equal([2154, 1022, 5533], rows.Select(row => row.Pid));
        Assert.Equal(new RoundedSize(new(3006477107), new(107374182)), rows[0].Resident);
        Assert.Equal(8491708L * 1024, rows[0].Virtual!.Value.Value.Value);
        Assert.Equal(1632087572, rows[2].Resident!.Value.Value.Value);
        Assert.Equal(13107200, rows[2].Shared!.Value.Value.Value);
        Assert.Equal(new Bytes(626908L * 1024), parsed.Value.Memory!.Available!.Value.Value);
        Assert.Equal(new Bytes(55644L * 1024), parsed.Value.Memory.SwapUsed!.Value.Value);
    }

    [Fact]
    public void A_row_that_lost_its_line_end_is_read_behind_the_header()
    {
        Parsed<ProcessTable> parsed = Parse("[root]$ ps -p 75 -o rss,vsz\nRSS      VSZ 7152568 17485844\n");

        ProcessRow row = Assert.Single(parsed.Value.Rows);
        Assert.Equal((7152568L * 1024, 17485844L * 1024), (row.Resident!.Value.Value.Value, row.Virtual!.Value.Value.Value));
        Assert.Equal(["[root]$ ps -p 75 -o rss,vsz"], parsed.Value.Unread.Select(line => line.Text));
    }

    [Theory]
    [InlineData("Mem:   3880472k total,  3082176k used,   693920k free,   104376k buffers", 3880472L * 1024)]
    [InlineData("Mem: 3082176K used, 693920K free, 5K shrd, 104376K buff, 9K cached", null)]
    [InlineData("GiB Mem :     23,5 total,     22,2 free,      0,5 used,      1,0 buff/cache", 25232932864)]
    [InlineData("KiB Mem : 13186612+total, 11229612+free,  3082176 used, 104376 buff/cache", null)]
    public void Other_forms_of_the_memory_line(string line, long? total)
    {
        ProcessTable table = Parse(line + "\n  PID USER  RES COMMAND\n    1 root  4 init\n").Value;

        Assert.Equal(total, table.Memory!.Total?.Value.Value);
        Assert.NotNull(table.Memory.Used);
        Assert.Single(table.Rows);
    }

    [Fact]
    public void What_is_cut_or_impossible_is_a_bad_line()
    {
        Parsed<ProcessTable> parsed = Parse("  PID   RSS COMMAND\n 4242 1234 java\n 4243\n 99999999999 1 x\n 7 9223372036854775808 x\n");

        Assert.Single(parsed.Value.Rows);
        Assert.Equal(["top.txt:3", "top.txt:4", "top.txt:5"], parsed.Gaps.Select(gap => gap.Where));
    }

    [Theory]
    [InlineData("top - 00:09:31 up 12:32,  0 user", true)]
    [InlineData("  PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND", true)]
    [InlineData("UID        PID  PPID  C STIME TTY          TIME CMD", true)]
    [InlineData("COMMAND  PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME", false)]
    [InlineData("PID of the process", false)]
    [InlineData("TIME CMD", false)]
    public void It_begins_with_top_or_with_names_of_columns(string line, bool begins) =>
        Assert.Equal(begins, ProcessTableText.Begins(Encoding.UTF8.GetBytes(line)));
}
