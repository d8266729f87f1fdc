using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Formats;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Proc;

public class SmapsTextTests
{
    const string Real = """
        7f1a2c000000-7f1a2c021000 rw-p 00000000 00:00 0 
        Size:                132 kB
        KernelPageSize:        4 kB
        MMUPageSize:           4 kB
        Rss:                  12 kB
        Pss:                  11 kB
        Pss_Dirty:            11 kB
        Private_Clean:         1 kB
        Private_Dirty:        10 kB
        Anonymous:            12 kB
        LazyFree:              3 kB
        AnonHugePages:         0 kB
        Shared_Hugetlb:        4 kB
        Private_Hugetlb:       8 kB
        Swap:                 16 kB
        SwapPss:              15 kB
        Locked:                2 kB
        THPeligible:           0
        ProtectionKey:         0
        VmFlags: rd wr mr mw me ac sd 
        7f1a31000000-7f1a31200000 rw-s 00000000 00:01 2061                       /memfd:pool (deleted)
        Rss:                2048 kB
        Pss:                1024 kB
        AnonHugePages:      2048 kB
        VmFlags: rd wr sh 

        """;

    [Fact]
    public void Each_mapping_has_its_own_counts()
    {
        Parsed<SmapsTable> smaps = Parse(Real);

        Assert.Empty(smaps.Gaps);
        MappingUsage first = smaps.Value[0].Usage;
        Assert.Equal((12, 11, 1, 10), (Kib(first.Rss), Kib(first.Pss), Kib(first.PrivateClean), Kib(first.PrivateDirty)));
        Assert.Equal((12, 3, 12, 16), (Kib(first.Anonymous), Kib(first.LazyFree), Kib(first.Hugetlb), Kib(first.Swap)));
        Assert.Equal((15, 2, 4), (Kib(first.SwapPss), Kib(first.Locked), Kib(first.KernelPageSize)));
        Assert.Equal("rd wr mr mw me ac sd", first.Flags);
        Assert.Equal("/memfd:pool", smaps.Value[1].Mapping.Name);
        Assert.Equal((2048, 1024, 2048, 0),
            (Kib(smaps.Value[1].Usage.Rss), Kib(smaps.Value[1].Usage.Pss), Kib(smaps.Value[1].Usage.AnonHugePages), Kib(smaps.Value[1].Usage.Swap)));
    }

    [Fact]
    public void Keys_that_begin_like_a_hexadecimal_number_are_no_headers()
    {
        Parsed<SmapsTable> smaps = Parse("1000-2000 rw-p 0 0:0 0\nAnonymous: 4 kB\nAnonHugePages: 0 kB\nFaded: 1 kB\nVmFlags: rd\n");

        Assert.Empty(smaps.Gaps);
        Assert.Equal(4, Kib(Assert.Single(smaps.Value).Usage.Anonymous));
    }

    [Theory]
    [InlineData("Rss: 18446744073709551615 kB")]
    [InlineData("Rss: 9223372036854775807 kB")]
    [InlineData("Rss: 99999999999999999999999 kB")]
    [InlineData("Rss: -4 kB")]
    [InlineData("Rss: 8 kB")] // more than the mapping has
    [InlineData("Rss: 4")]
    [InlineData("Rss: 4 k")]
    [InlineData("Rss: four kB")]
    [InlineData("no colon")]
    public void A_count_that_cannot_be_is_a_gap_and_counts_nothing(string line)
    {
        Parsed<SmapsTable> smaps = Parse("1000-2000 rw-p 0 0:0 0\n" + line + "\nVmFlags: rd\n");

        Assert.Equal("smaps:2", Assert.Single(smaps.Gaps).Where);
        Assert.Equal(0, smaps.Value.Single().Usage.Rss.Value);
    }

    [Fact]
    public void A_number_that_the_end_of_the_file_cuts_off_is_not_believed()
    {
        Parsed<SmapsTable> smaps = Parse("1000-9000 rw-p 0 0:0 0\nRss: 16 kB\nVmFlags: rd\n9000-c000 rw-p 0 0:0 0\nRss:   1");

        Assert.NotEmpty(smaps.Gaps);
        Assert.Equal(0, smaps.Value[1].Usage.Rss.Value);
    }

    [Fact]
    public void A_record_that_the_end_of_the_file_cuts_short_is_told()
    {
        Parsed<SmapsTable> smaps = Parse("1000-9000 rw-p 0 0:0 0\nRss: 16 kB\nVmFlags: rd\n9000-c000 rw-p 0 0:0 0\n");

        Assert.Equal("smaps:4", Assert.Single(smaps.Gaps).Where);
    }

    [Fact]
    public void Records_that_overlap_or_go_back_are_left_out_whole()
    {
        Parsed<SmapsTable> smaps = Parse("2000-5000 rw-p 0 0:0 0\nRss: 4 kB\n1000-4000 rw-p 0 0:0 0\nRss: 8 kB\n5000-6000 rw-p 0 0:0 0\nRss: 4 kB\n");

        Assert.Equal([0x2000UL, 0x5000UL], smaps.Value.Select(entry => entry.Mapping.Range.Start.Value));
        Assert.Equal("smaps:3", Assert.Single(smaps.Gaps).Where);
    }

    [Fact]
    public void Sums_of_any_file_fit_in_64_bits()
    {
        const string huge = "9007199254740991 kB\n";

        IReadOnlyList<SmapsText.Entry> entries = Parse(
            "0-7ffffffffffff000 rw-p 0 0:0 0\nRss: " + huge + "7ffffffffffff000-ffffffffffffe000 rw-p 0 0:0 0\nRss: " + huge
            + "fff0000000000000-ffffffffffffe000 rw-p 0 0:0 0\nRss: " + huge).Value;

        Assert.True(entries.Aggregate(default(Int128), (sum, entry) => sum + entry.Usage.Rss.Value) < long.MaxValue);
    }

    [Fact]
    public void The_rollup_is_one_record_and_garbage_is_none()
    {
        const string rollup = "5581f8a00000-7ffd4e5d8000 ---p 00000000 00:00 0                          [rollup]\nRss:  39424 kB\nPss:  30011 kB\n";

        Assert.Equal(39424, Kib(SmapsText.ParseRollup(Encoding.UTF8.GetBytes(rollup), "smaps_rollup").Value!.Value.Rss));
        Assert.Null(SmapsText.ParseRollup("garbage\n"u8, "smaps_rollup").Value);
        Assert.Null(SmapsText.ParseRollup([], "smaps_rollup").Value);
    }

    [Fact]
    public void Rejects_more_records_than_the_limit_and_says_so()
    {
        Parsed<SmapsTable> smaps = SmapsText.Parse("1000-2000 r--p 0 0:0 0\n2000-3000 r--p 0 0:0 0\n"u8, "smaps", most: 1);

        Assert.Single(smaps.Value);
        Assert.Equal(Gaps.ProcFileTooLarge.Id, Assert.Single(smaps.Gaps).Id);
    }

    [Fact]
    public void Accepts_as_many_records_as_the_limit()
    {
        Parsed<SmapsTable> smaps = SmapsText.Parse("1000-2000 r--p 0 0:0 0\n2000-3000 r--p 0 0:0 0\n"u8, "smaps", most: 2);

        Assert.Equal(2, smaps.Value.Count);
        Assert.Empty(smaps.Gaps);
    }

    [Fact]
    public void Damaged_text_gives_records_in_order_and_no_count_above_its_mapping() => Fuzz.Everywhere(Real, text =>
    {
        SmapsTable entries = SmapsText.Parse(text, "smaps").Value;
        Assert.All(entries, entry => Assert.True(entry.Usage.Rss <= entry.Mapping.Range.Length));
        for (int i = 1; i < entries.Count; i++)
            Assert.True(entries[i].Mapping.Range.Start >= entries[i - 1].Mapping.Range.End);
    });

    static Parsed<SmapsTable> Parse(string text) => SmapsText.Parse(Encoding.UTF8.GetBytes(text), "smaps");

    static long Kib(Bytes size) => size.Value / 1024;
}
