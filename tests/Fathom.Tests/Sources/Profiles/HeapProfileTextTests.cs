using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Files;
using Fathom.Sources.Formats;
using Fathom.Sources.Profiles;

namespace Fathom.Tests.Sources.Profiles;

public sealed class HeapProfileTextTests
{
    const string Small = """
        heap_v2/1024
          t*: 3: 3000 [4: 4000]
          t0: 1: 1000 [1: 1000]
          t7: 2: 2000 [3: 3000] worker
        @ 0x1010 0x2020 0x3030
          t*: 3: 3000 [4: 4000]
          t0: 1: 1000 [1: 1000]
          t7: 2: 2000 [3: 3000]

        MAPPED_LIBRARIES:
        00001000-00002000 r-xp 00000000 fe:00 12 /opt/shop/libshop.so
        """;

    [Theory]
    [InlineData("jeprof.4242.0.i0.heap", "jeprof.0")]
    [InlineData("jeprof.4242.1.i1.heap", "jeprof.1")]
    public void Totals_are_those_of_jeprof(string profile, string said)
    {
        AllocationProfile read = SavedProfiles.Profile(profile);

        Assert.Empty(read.Unread);
        for (int column = 0; column < read.Columns.Count; column++)
            Assert.Equal(SavedProfiles.TotalSaid($"{said}.{read.Columns[column].Name}.txt"), ProfileValues.Of(read, read.Samples, column).Total, 1.0);
    }

    [Theory]
    [InlineData("shop.0001")]
    [InlineData("shop.0002")]
    [InlineData("shop.0003")]
    public void Totals_are_those_of_google_pprof(string profile)
    {
        Parsed<AllocationProfile> read = SavedProfiles.Of(SavedProfiles.Read(profile + ".heap"));

        Assert.Empty(read.Gaps);
        Assert.Equal(SavedProfiles.TotalSaid(profile + ".inuse_space.txt"), ProfileValues.Of(read.Value, read.Value.Samples, 1).Total);
    }

    [Fact]
    public void Threads_are_a_part_of_the_whole_and_have_their_names()
    {
        AllocationProfile profile = SavedProfiles.Of(Small);

        Assert.Equal(1, profile.Samples.Count);
        Assert.Equal([3, 3000, 4, 4000], profile.Samples.Of(0).ToArray());
        ProfileSamples threads = profile.ThreadSamples!;
        Assert.Equal(["t0", "t7 worker"], Enumerable.Range(0, threads.Count).Select(i => profile.Frames.Texts[threads.ThreadOf(i)]));
        Assert.Equal(new ProfileSampling(SamplingKind.Poisson, 1024, false), profile.Sampling);
        Assert.Equal("/opt/shop/libshop.so", Assert.Single(profile.Mappings).Name);
    }

    /// <summary>Outermost first: 0x3030 called 0x2020 called 0x1010.</summary>
    [Fact]
    public void Stacks_stand_on_their_callers()
    {
        AllocationProfile profile = SavedProfiles.Of(Small);
        List<ulong> addresses = [];
        for (int at = profile.Samples.Stacks[0]; at > 0; at = profile.Stacks.Parents[at])
            addresses.Add(profile.Frames[profile.Stacks.Frames[at]].Address);

        Assert.Equal([0x1010UL, 0x2020UL, 0x3030UL], addresses);
    }

    [Theory]
    [InlineData("heap profile:      1:      100 [     1:      100] @ heapprofile", SamplingKind.All, 1L)]
    [InlineData("heap profile:      1:      100 [     1:      100] @ growth", SamplingKind.All, 1L)]
    [InlineData("heap profile:      1:      100 [     1:      100] @ heap_v2/524288", SamplingKind.Poisson, 524288L)]
    [InlineData("heap profile:      1:      100 [     1:      100] @ heap/524288", SamplingKind.EveryNth, 262144L)]
    [InlineData("heap profile:      1:      100 [     1:      100]", SamplingKind.EveryNth, 131072L)]
    [InlineData("heap profile:      1:      100 [     2:      200]", SamplingKind.All, 1L)]
    [InlineData("heap_v2/524288", SamplingKind.Poisson, 524288L)]
    public void The_head_says_how_it_was_sampled(string head, SamplingKind kind, long interval)
    {
        AllocationProfile profile = SavedProfiles.Of(head + "\n");

        Assert.Equal((kind, interval), (profile.Sampling.Kind, profile.Sampling.Interval));
    }

    [Fact]
    public void A_sum_that_differs_from_the_head_is_told()
    {
        Parsed<AllocationProfile> parsed = SavedProfiles.Of("heap profile:      2:      300 [     2:      300] @ heapprofile\n     1:      100 [     1:      100] @ 0x10 0x20\n"u8.ToArray());

        Assert.Equal(Gaps.ProfileTotalDiffers.Id, Assert.Single(parsed.Gaps).Id);
    }

    [Fact]
    public void Lines_that_are_wrong_are_told_with_their_numbers()
    {
        Parsed<AllocationProfile> parsed = SavedProfiles.Of("heap_v2/1024\n@ 0x10\n  t*: 9223372036854775808: 1 [0: 0]\n  t*: 1: 1 [0: 0\n  t*: 1: 10 [1: 10]\n"u8.ToArray());

        Assert.Equal(["f:3", "f:4"], parsed.Gaps.Select(gap => gap.Where));
        Assert.Equal([1, 10, 1, 10], parsed.Value.Samples.Of(0).ToArray());
    }

    /// <summary>A stack that cannot be read must not leave its records to the stack before it.</summary>
    [Fact]
    public void Records_of_a_broken_stack_are_nobodys()
    {
        AllocationProfile profile = SavedProfiles.Of("heap_v2/1024\n@ 0x10\n  t*: 1: 10 [1: 10]\n@ 0x10 zz\n  t*: 5: 50 [5: 50]\n");

        Assert.Equal(1, profile.Samples.Count);
    }

    [Fact]
    public void A_case_of_texts_has_it_whole_with_its_map()
    {
        byte[] text = SavedProfiles.Read("jeprof.4242.0.i0.heap");
        TextPiece piece = Assert.Single(TextSplit.Of(text));

        Assert.Equal("heap profile", piece.Format?.Kind);
    }

    [Fact]
    public void Damaged_profiles_do_no_harm()
    {
        Fuzz.Everywhere(Small, text => HeapProfileText.Parse(text, "f"));
        Fuzz.Everywhere(SavedProfiles.Read("shop.0003.heap")[..1500], text => HeapProfileText.Parse(text, "f"));
    }

    [Fact]
    public void Values_near_the_end_of_64_bits_add_up_without_harm()
    {
        string text = "heap profile: 1: 1 [1: 1] @ heapprofile\n" + string.Concat(Enumerable.Repeat("1: 9223372036854775807 [1: 9223372036854775807] @ 0x10\n", 3));
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion(), SavedProfiles.Of(text));

        Assert.True(report.Moments[0].Total > 2e19);
    }
}
