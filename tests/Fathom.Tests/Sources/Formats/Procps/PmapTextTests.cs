using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Procps;

namespace Fathom.Tests.Sources.Formats.Procps;

public sealed partial class PmapTextTests
{
    public static TheoryData<string> Saved() => SavedTexts.Cases("procps", "pmap");

    static Parsed<PmapReport> Parse(string text) => PmapText.Parse(Encoding.UTF8.GetBytes(text), "pmap.txt");

    /// <summary>Address → Rss and Pss in kB of /proc/PID/smaps of the same stopped process.</summary>
    static Dictionary<ulong, (long Size, long Rss)> Kernel()
    {
        Dictionary<ulong, (long, long)> found = [];
        foreach (Match match in Smaps().Matches(SavedTexts.Text("procps/smaps")))
            found.Add(ulong.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                (long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), long.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)));
        return found;
    }

    [Theory]
    [MemberData(nameof(Saved))]
    public void Every_form_of_every_version_has_the_kernels_mappings(string name)
    {
        Parsed<PmapReport> parsed = PmapText.Parse(SavedTexts.Read(name), name);
        PmapReport report = parsed.Value;
        Dictionary<ulong, (long Size, long Rss)> kernel = Kernel();

        Assert.Equal(kernel.Keys.Order(), report.Rows.Select(row => row.Range.Start.Value).Order());
        Assert.All(report.Rows, row => Assert.Equal(kernel[row.Range.Start.Value].Size * 1024, row.Range.Length.Value));
        if (name.Contains("-x", StringComparison.OrdinalIgnoreCase))
            Assert.All(report.Rows, row => Assert.Equal(kernel[row.Range.Start.Value].Rss * 1024, row.Sizes.Resident!.Value.Value));
        Assert.Empty(report.Unread);
        Assert.Contains("Small", report.Command, StringComparison.Ordinal);
        Assert.Contains(report.Rows, row => row.Name.EndsWith("libjvm.so", StringComparison.Ordinal) && row.Access.HasFlag(Access.Execute));
        Assert.Contains(report.Rows, row => row is { IsAnonymous: true, Access: Access.Read | Access.Write });
        if (name.EndsWith("-q", StringComparison.Ordinal))
            Assert.Equal([Gaps.ToolTextIncomplete.Id], parsed.Gaps.Select(gap => gap.Id));
        else
            Assert.True(report.IsWhole && parsed.Gaps.Count == 0, string.Join('\n', parsed.Gaps));
    }

    [Fact]
    public void A_sorted_one_is_the_same_as_the_one_it_was_sorted_from()
    {
        PmapReport plain = PmapText.Parse(SavedTexts.Read("procps/4.0.2/pmap-x"), "a").Value;
        PmapReport sorted = PmapText.Parse(SavedTexts.Read("procps/4.0.2/pmap-x-sorted"), "b").Value;

        Assert.Equal(plain.Rows.Order(Comparer<PmapRow>.Create((a, b) => a.Range.Start.CompareTo(b.Range.Start))),
            sorted.Rows.Order(Comparer<PmapRow>.Create((a, b) => a.Range.Start.CompareTo(b.Range.Start))));
        Assert.Equal(plain.Total, sorted.Total);
        Assert.Equal(plain.Pid, sorted.Pid);
    }

    [Fact]
    public void Lines_left_out_show_as_a_total_that_is_not_reached()
    {
        Parsed<PmapReport> parsed = Parse("""
            Address          Kbytes      RSS      Dirty Mode  Mapping
            -----
            0000000100080000 1048064      0         0 ----- [ anon ]
            .....省略N行
            00007f2e3c000000     65524      22064     22064 rw--- [ anon ]
            00007f2e00000000     65476      22068     22068 rw--- [anon]
            00007ffffc9e6d0001        4     0     0 rw--- [ stack ]
            total kB      8492740 3511008 3498584
            """);

        Assert.Equal(3, parsed.Value.Rows.Count);
        Assert.All(parsed.Value.Rows, row => Assert.Equal("", row.Name));
        Assert.Equal(3511008L * 1024, parsed.Value.Total!.Value.Resident!.Value.Value);
        Assert.Equal([".....省略N行", "00007ffffc9e6d0001        4     0     0 rw--- [ stack ]"], parsed.Value.Unread.Select(line => line.Text));
        Assert.Equal(["line-not-understood", "tool-total-differs"], parsed.Gaps.Select(gap => gap.Id));
        Assert.Equal("pmap.txt:7", parsed.Gaps[0].Where);
        Assert.Contains("43.1 MiB resident of 3429 MiB", parsed.Gaps[1].What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00007ffd6d5f7000     132      12      12 rw---   [ stack ]", "[stack]", false)]
    [InlineData("00007f0000000000\t132\t12\t12\trw-s-\tmy file with blanks (deleted)", "my file with blanks", true)]
    [InlineData("00007f0000000000     132      12      12 rw---", "", false)]
    [InlineData("7f0000000000 rw-p 00000000  00:00        0     132     12   rd wr mr mw me ac", "", false)]
    [InlineData("7f0000000000 rw-p 00000000  fe:00        7     132     12   rd wr mr mw me ac my file", "my file", false)]
    public void Names_are_what_stands_behind_the_mode(string row, string name, bool deleted)
    {
        string header = row.Contains("rw-p", StringComparison.Ordinal)
            ? "Address Perm Offset Device Inode Size Rss VmFlags Mapping\n" : "";
        PmapRow read = Assert.Single(Parse(header + row + "\n").Value.Rows);

        Assert.Equal((name, deleted), (read.Name, read.IsDeleted));
        Assert.Equal((132 * 1024L, 12 * 1024L), (read.Range.Length.Value, read.Sizes.Resident!.Value.Value));
    }

    [Fact]
    public void Busybox_names_other_columns()
    {
        PmapReport report = Parse("""
            42: java Small
            Address	  Kbytes     PSS   Dirty    Swap  Mode  Mapping
            00007f0000000000     132      12      8       4  rw-p  [heap]
            00007f0000100000     100      10      0       0  r-xp  /lib/libc.so
            ----------------  ------  ------  ------  ------
            total                232      22       8       4
            """).Value;

        Assert.True(report.IsWhole);
        Assert.Equal(22 * 1024, report.Sum.Proportional!.Value.Value);
        Assert.Equal(4 * 1024, report.Sum.Swap!.Value.Value);
        Assert.Null(report.Sum.Resident);
    }

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999999")]
    [InlineData("-1")]
    public void A_size_beyond_any_memory_is_a_bad_line(string size)
    {
        Parsed<PmapReport> parsed = Parse($"00007f0000000000 {size} 12 12 rw--- [ anon ]\n");

        Assert.Empty(parsed.Value.Rows);
        Assert.Contains(parsed.Gaps, gap => gap.Id == Gaps.LineNotUnderstood.Id);
    }

    [Theory]
    [InlineData("2154:   java -Xmx1G", true)]
    [InlineData("Address           Kbytes     RSS   Dirty Mode  Mapping", true)]
    [InlineData("         Address Perm   Offset Device    Inode    Size Mapping", true)]
    [InlineData("2154:", false)]
    [InlineData("1:         11005     4691368  [B", false)]
    [InlineData("Address of the thread", false)]
    public void It_begins_with_its_pid_or_its_header(string line, bool begins) =>
        Assert.Equal(begins, PmapText.Begins(Encoding.UTF8.GetBytes(line)));

    [GeneratedRegex(@"^([0-9a-f]+)-[0-9a-f]+ .*\nSize: +(\d+) kB\n(?:\w+: .*\n)*?Rss: +(\d+) kB$", RegexOptions.Multiline)]
    private static partial Regex Smaps();
}
