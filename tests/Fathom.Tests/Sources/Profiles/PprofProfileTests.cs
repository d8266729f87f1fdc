using System.Text;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Files;
using Fathom.Sources.Formats;
using Fathom.Sources.Profiles;
using static Fathom.Tests.Sources.Profiles.PprofParts;

namespace Fathom.Tests.Sources.Profiles;

public sealed class PprofProfileTests
{
    /// <summary>Written field by field as profile.proto says: two samples, inlined frames, labels, a mapping with its build-id.</summary>
    static readonly byte[] Real =
    [
        .. Message(1, [.. Number(1, 1), .. Number(2, 2)]), .. Message(1, [.. Number(1, 3), .. Number(2, 4)]),
        .. Message(2, [.. Packed(1, 1, 2), .. Packed(2, 3, 3000), .. Message(3, [.. Number(1, 5), .. Number(2, 6)])]),
        .. Message(2, [.. Number(1, 2), .. Number(2, 1), .. Number(2, 50)]),
        .. Message(3, [.. Number(1, 1), .. Number(2, 0x400000), .. Number(3, 0x500000), .. Number(5, 10), .. Number(6, 11)]),
        .. Message(4, [.. Number(1, 1), .. Number(2, 1), .. Number(3, 0x400123), .. Message(4, [.. Number(1, 1), .. Number(2, 42)]), .. Message(4, [.. Number(1, 2), .. Number(2, 7)])]),
        .. Message(4, [.. Number(1, 2), .. Message(4, [.. Number(1, 3)])]),
        .. Message(5, [.. Number(1, 1), .. Number(2, 7), .. Number(4, 12)]), .. Message(5, [.. Number(1, 2), .. Number(2, 8)]), .. Message(5, [.. Number(1, 3), .. Number(2, 9)]),
        .. new[] { "", "inuse_objects", "count", "inuse_space", "bytes", "thread", "worker-1", "inlined", "caller", "main", "/opt/shop/libshop.so", "abcdef01", "/src/shop.cc" }
            .SelectMany(text => Message(6, Encoding.UTF8.GetBytes(text))),
        .. Number(9, 1_700_000_000_000_000_000), .. Message(11, [.. Number(1, 3), .. Number(2, 4)]), .. Number(12, 524288),
    ];

    [Fact]
    public void Samples_have_their_stacks_values_and_labels()
    {
        AllocationProfile profile = SavedProfiles.Of(Real).Value;

        Assert.Equal("pprof profile", profile.Kind);
        Assert.Equal([ProfileColumn.InUseCount, ProfileColumn.InUseBytes], profile.Columns);
        Assert.Equal(new ProfileSampling(SamplingKind.Poisson, 524288, true), profile.Sampling);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), profile.TakenAt);
        Assert.Equal("abcdef01", profile.BuildIds["/opt/shop/libshop.so"]);
        Assert.Equal("worker-1", profile.Frames.Texts[profile.Samples.ThreadOf(0)]);
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion(), profile);
        Assert.Equal(3050, report.Moments[0].Total);
        Dictionary<string, (long, long)> rows = SavedProfiles.Rows(report);
        Assert.Equal([(3000L, 3000L), (0L, 3000L), (50L, 3050L)], [rows["inlined"], rows["caller"], rows["main"]]);
        Assert.Contains("inlined shop.cc:42", SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion { Grain = ProfileGrain.Line }, profile)).Keys);
        Assert.Equal(3050, SavedProfiles.Report(new ProfileQuestion { Column = "inuse_space" }, profile).Moments[0].Total);
        // Scaled by who wrote it: the error is still that of the sampling.
        Assert.True(report.Moments[0].Error > 0);
    }

    [Fact]
    public void A_profile_that_refers_to_nothing_is_told()
    {
        byte[] dangling = [.. Real, .. Message(2, [.. Packed(1, 99), .. Packed(2, 1, 1)])];

        Assert.Equal(Gaps.ProfileDamaged.Id, Assert.Single(SavedProfiles.Of(dangling).Gaps).Id);
    }

    [Fact]
    public void Damaged_profiles_do_no_harm() => Fuzz.Everywhere(Real, bytes =>
    {
        Parsed<AllocationProfile> parsed = PprofProfile.Parse(bytes, "f");
        SavedProfiles.Report(new ProfileQuestion(), parsed.Value);
    });

    [Fact]
    public void Texts_are_no_pprof()
    {
        Assert.True(PprofProfile.Begins(Real));
        Assert.False(PprofProfile.Begins(SavedProfiles.Read("jeprof.0.inuse_space.txt")));
        Assert.False(PprofProfile.Begins("\n\n\n\n\n\n\n\n"u8));
        Assert.False(PprofProfile.Begins("main;a;b 12\n"u8));
        Assert.Equal(Gaps.ProfileUnknown.Id, ProfileFiles.Read(new MemoryStream("hello world\n"u8.ToArray()), "f").Gap?.Id);
    }

    /// <summary>A case of texts has no use for it, and says who has.</summary>
    [Fact]
    public void The_verb_for_it_is_named() =>
        Assert.Equal("a profile of pprof: fathom profile reads it", BinaryKind.Of([.. Real, .. Message(6, [1, 2, 3, 4, 5, 6, 7, 8])]));

    [Fact]
    public void Collapsed_stacks_have_blanks_in_their_names()
    {
        AllocationProfile profile = SavedProfiles.Of("main;operator new(unsigned long);x y 12\nmain 3\n\nmain;b 4\nmain;b c\n");

        Assert.Equal("collapsed stacks", profile.Kind);
        Assert.Equal([(0L, 12L), (12L, 12L)], Rows(profile, "operator new(unsigned long)", "x y"));
        Assert.Equal("main;b c", Assert.Single(profile.Unread).Text);
    }

    [Fact]
    public void Damaged_stacks_do_no_harm() =>
        Fuzz.Everywhere("main;orders::put(int);malloc 4096\nmain;b 1\n", bytes => CollapsedProfile.Read(new MemoryStream(bytes), "f"));

    [Theory]
    [InlineData("jeprof.0.inuse_space.txt", "bytes")]
    [InlineData("shop.0003.inuse_space.txt", "bytes")]
    [InlineData("jeprof.1.alloc_objects.txt", "count")]
    public void A_printed_table_adds_up_to_its_total(string file, string unit)
    {
        Parsed<AllocationProfile> parsed = SavedProfiles.Of(SavedProfiles.Read(file));

        Assert.Empty(parsed.Value.Unread);
        Assert.Equal(Gaps.ProfileFlatOnly.Id, Assert.Single(parsed.Gaps).Id);
        Assert.Equal(unit, parsed.Value.Columns[0].Unit);
        // The perl tools cut the parts of a byte, row by row.
        Assert.Equal(SavedProfiles.TotalSaid(file), SavedProfiles.Report(new ProfileQuestion { KeepsAllocator = true }, parsed.Value).Moments[0].Total, 10.0);
    }

    /// <summary>As go tool pprof -top prints it.</summary>
    [Fact]
    public void Rows_with_units_are_read_in_those()
    {
        AllocationProfile profile = SavedProfiles.Of("""
            Type: inuse_space
            Showing nodes accounting for 3.50MB, 100% of 3.50MB total
                  flat  flat%   sum%        cum   cum%
                3.50MB 87.50% 87.50%     3.50MB 87.50%  main.put
              512.00kB 12.50%   100%     1.50MB 12.50%  runtime.malg (inline)
            """);

        Assert.Equal([(3_670_016L, 3_670_016L), (524_288L, 524_288L)], Rows(profile, "main.put", "runtime.malg (inline)"));
        Assert.Equal(2, profile.Unread.Count);
    }

    [Fact]
    public void Damaged_tables_do_no_harm() =>
        Fuzz.Everywhere("Total: 114.4 MB\n   114.4 100.0% 100.0%    114.4 100.0% inner\n", bytes => ProfileTableText.Read(new MemoryStream(bytes), "f"));

    static (long, long)[] Rows(AllocationProfile profile, params string[] names)
    {
        Dictionary<string, (long, long)> rows = SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion { KeepsAllocator = true }, profile));
        return [.. names.Select(name => rows[name])];
    }
}
