using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Formats;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Proc;

public class MapsTextTests
{
    internal const string Real = """
        5581f8a00000-5581f8a01000 r-xp 00000000 fe:00 1835219                    /usr/lib/jvm/java-17-openjdk-amd64/bin/java
        5581f9f2b000-5581f9f4c000 rw-p 00000000 00:00 0                          [heap]
        7f1a2c000000-7f1a2c021000 rw-p 00000000 00:00 0 
        7f1a2c021000-7f1a30000000 ---p 00000000 00:00 0 
        7f1a31000000-7f1a31200000 rw-s 00000000 00:01 2061                       /memfd:pool (deleted)
        7f1a31200000-7f1a31210000 rw-s 00000000 00:01 32769                      /SYSV0000162e (deleted)
        7f1a31210000-7f1a31220000 rw-s 00000000 00:0e 13381                      anon_inode:[io_uring]
        7f1a31220000-7f1a31230000 rw-p 00000000 00:00 0                          [anon:stack of a thread]
        7f1a3a400000-7f1a3b9d8000 r-xp 00000000 fe:00 1835300                    /usr/lib/jvm/java-17-openjdk-amd64/lib/server/libjvm.so
        7ffd4e5b6000-7ffd4e5d8000 rw-p 00000000 00:00 0                          [stack]
        7ffd4e5f0000-7ffd4e5f2000 r-xp 00000000 00:00 0                          [vdso]
        ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]

        """;

    [Fact]
    public void Real_lines_are_read_whole()
    {
        Parsed<IReadOnlyList<Mapping>> maps = Parse(Real);

        Assert.Empty(maps.Gaps);
        Assert.Equal(12, maps.Value.Count);
        Assert.Equal(new Mapping(new(new(0x5581f8a00000), new(0x5581f8a01000)), Access.Read | Access.Execute, 0,
            new Device(0xfe, 0), 1835219, "/usr/lib/jvm/java-17-openjdk-amd64/bin/java", false), maps.Value[0]);
        Assert.Equal("", maps.Value[2].Name);
        Assert.Equal(Access.None, maps.Value[3].Access);
        Assert.True(maps.Value[4] is { Name: "/memfd:pool", IsDeleted: true, IsFile: true });
        Assert.True(maps.Value[6] is { Name: "anon_inode:[io_uring]", IsFile: true });
        Assert.True(maps.Value[7] is { Name: "[anon:stack of a thread]", IsAnonymous: true });
        Assert.True(maps.Value[11] is { Name: "[vsyscall]", IsKernelData: true });
        Assert.Equal(0xffffffffff601000, maps.Value[11].Range.End.Value);
    }

    [Theory]
    [InlineData("/tmp/two\\012lines", "/tmp/two\nlines", false)]
    [InlineData("/tmp/with  blanks ", "/tmp/with  blanks ", false)]
    [InlineData("/tmp/gone (deleted)", "/tmp/gone", true)]
    [InlineData("/tmp/x (deleted) (deleted)", "/tmp/x (deleted)", true)]
    [InlineData("/tmp/\u001b[31mred", "/tmp/\u001b[31mred", false)]
    [InlineData("[anon:a]b]", "[anon:a]b]", false)]
    public void A_name_is_kept_as_the_process_chose_it(string raw, string name, bool deleted)
    {
        Mapping mapping = Parse("1000-2000 rw-p 00000000 fe:00 7 " + raw + "\n").Value.Single();

        Assert.Equal((name, deleted), (mapping.Name, mapping.IsDeleted));
    }

    [Fact]
    public void Names_that_are_no_UTF_8_stay_different()
    {
        byte[] text = [.. "1000-2000 r--p 0 0:0 1 /a\xff"u8[..^2], 0xff, (byte)'\n', .. "3000-4000 r--p 0 0:0 1 /a"u8, 0xfe, (byte)'\n'];

        IReadOnlyList<Mapping> maps = MapsText.Parse(text, "maps").Value;

        Assert.Equal(["/a\\xff", "/a\\xfe"], maps.Select(mapping => mapping.Name));
    }

    [Theory]
    [InlineData("10000000000000000-10000000000001000 rw-p 0 0:0 0")] // 65 bits
    [InlineData("1000-1000 rw-p 0 0:0 0")] // empty
    [InlineData("2000-1000 rw-p 0 0:0 0")] // backwards
    [InlineData("1001-2000 rw-p 0 0:0 0")] // not at a page
    [InlineData("0-fffffffffffff000 rw-p 0 0:0 0")] // longer than a size can say
    [InlineData("1000-2000 rw- 0 0:0 0")]
    [InlineData("1000-2000 rw-p 0 100000000:0 0")]
    [InlineData("1000-2000 rw-p 0 0:0 18446744073709551616")]
    [InlineData("1000-2000 rw-p 0 0:0 0x")]
    [InlineData("1000-2000")]
    public void A_line_of_another_form_is_a_gap_with_file_and_line(string line)
    {
        Parsed<IReadOnlyList<Mapping>> maps = Parse("400000-401000 r--p 0 0:0 0\n" + line + "\n");

        Assert.Single(maps.Value);
        Assert.Equal("maps:2", Assert.Single(maps.Gaps).Where);
    }

    [Fact]
    public void Mappings_that_overlap_or_go_back_are_left_out()
    {
        Parsed<IReadOnlyList<Mapping>> maps = Parse("2000-5000 r--p 0 0:0 0\n4000-6000 r--p 0 0:0 0\n1000-2000 r--p 0 0:0 0\n5000-6000 r--p 0 0:0 0\n");

        Assert.Equal([0x2000UL, 0x5000UL], maps.Value.Select(mapping => mapping.Range.Start.Value));
        Assert.Equal(["maps:2", "maps:3"], maps.Gaps.Select(gap => gap.Where));
    }

    [Fact]
    public void Line_ends_of_other_systems_and_a_missing_last_one_are_no_trouble()
    {
        Parsed<IReadOnlyList<Mapping>> maps = Parse("1000-2000 r--p 0 0:0 1 /a\r\n2000-3000 r--p 0 0:0 1 /b");

        Assert.Empty(maps.Gaps);
        Assert.Equal(["/a", "/b"], maps.Value.Select(mapping => mapping.Name));
        Assert.Empty(Parse("").Value);
    }

    [Fact]
    public void Garbage_fills_no_more_than_a_few_gaps()
    {
        Parsed<IReadOnlyList<Mapping>> maps = Parse(string.Concat(Enumerable.Repeat("\u001b[2Jnonsense\n", 5000)));

        Assert.Equal(4, maps.Gaps.Count);
        Assert.Contains("and 4997 more", maps.Gaps[3].What, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', maps.Gaps[0].What);
    }

    [Fact]
    public void Rejects_more_mappings_than_the_limit_and_says_so()
    {
        string text = string.Concat(Enumerable.Range(1, 4).Select(i => $"{i}000-{i + 1}000 r--p 0 0:0 0\n"));

        Parsed<IReadOnlyList<Mapping>> maps = MapsText.Parse(Encoding.UTF8.GetBytes(text), "maps", most: 3);

        Assert.Equal(3, maps.Value.Count);
        Assert.Equal(Gaps.ProcFileTooLarge.Id, Assert.Single(maps.Gaps).Id);
    }

    [Fact]
    public void Accepts_as_many_mappings_as_the_limit()
    {
        Parsed<IReadOnlyList<Mapping>> maps = MapsText.Parse("1000-2000 r--p 0 0:0 0\n2000-3000 r--p 0 0:0 0\n"u8, "maps", most: 2);

        Assert.Equal(2, maps.Value.Count);
        Assert.Empty(maps.Gaps);
    }

    [Fact]
    public void A_name_is_cut_at_the_limit()
    {
        Mapping mapping = Parse("1000-2000 r--p 0 0:0 1 /" + new string('a', Limits.NameBytes) + "\n").Value.Single();

        Assert.Equal(Limits.NameBytes, mapping.Name.Length);
    }

    [Fact]
    public void Damaged_text_gives_mappings_in_order_or_gaps_and_nothing_else() => Fuzz.Everywhere(Real, text =>
    {
        IReadOnlyList<Mapping> maps = MapsText.Parse(text, "maps").Value;
        for (int i = 1; i < maps.Count; i++)
            Assert.True(maps[i].Range.Start >= maps[i - 1].Range.End);
    });

    static Parsed<IReadOnlyList<Mapping>> Parse(string text) => MapsText.Parse(Encoding.UTF8.GetBytes(text), "maps");
}
