using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Saved;
using Fathom.Findings;
using Fathom.Tests.Accounting.Profiles;

namespace Fathom.Tests.Findings.Rules;

/// <summary>Cases of saved texts with an allocation profile among them.</summary>
static class Profiles
{
    public const string Zlib = "com.example.Orders.put;libzip.so!Java_java_util_zip_Inflater_init;libz.so.1!inflateInit2_;malloc";
    public const string Rocks = "librocksdbjni.so!rocksdb::Compress;libz.so.1!deflateInit2_;malloc";
    public const string Jni = "libfoo.so!Java_com_example_Foo_copy;libjvm.so!jni_GetStringUTFChars;libjvm.so!os::malloc(unsigned long);malloc";
    public const string Unsafe = "com.example.Orders.put;libjvm.so!Unsafe_AllocateMemory0;libjvm.so!os::malloc(unsigned long);malloc";
    public const string Jvm = "libjvm.so!Compile::Compile();libjvm.so!os::malloc(unsigned long);malloc";
    public const string Foo = "libfoo.so!foo_put;malloc";

    public static Observed With(long unsplit, params (string Stack, long MiB, long Blocks)[] rows) => Pasted.Texts(unsplit).Profile(MadeProfile.Of(InBytes(rows)));

    /// <summary>A stack dump by dump, in MiB.</summary>
    public static Observed Series(long unsplit, string stack, params long[] dumps)
    {
        Observed observed = Pasted.Texts(unsplit);
        for (int i = 0; i < dumps.Length; i++)
            observed = observed.Profile(MadeProfile.Dump(i, InBytes([(stack, dumps[i], 1 + dumps[i]), (Jvm, 4, 4000)])));
        return observed;
    }

    public static Observed Profile(this Observed observed, AllocationProfile profile, bool isSame = true) => observed.With(snapshot => snapshot with
    {
        Saved = snapshot.Saved! with { Pieces = [.. snapshot.Saved!.Pieces, new SavedPiece("made.heap", 1, 9, "heap profile") { Content = profile, IsSame = isSame }] },
    });

    public static Observed WithoutSizes(this Observed observed) => observed.With(snapshot => snapshot with { Pages = null });

    static (string, long, long)[] InBytes((string Stack, long MiB, long Blocks)[] rows) => [.. rows.Select(row => (row.Stack, row.MiB << 20, row.Blocks))];
}

sealed class ProfileOfPartCases : IRuleCases
{
    public string Rule => "FTH086";

    public IEnumerable<Case> Fires =>
    [
        Profiles.With(700, (Profiles.Foo, 100, 100)).Case(),
        Profiles.With(700, (Profiles.Foo, 100, 100)).Saying(new JemallocStats { Allocated = Bytes.FromMiB(650) }).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Pasted.Texts(700).Case(),
        Profiles.With(700, (Profiles.Foo, 500, 100)).Case(),
        // What malloc keeps free is in no profile, and the allocator's own count has it not either.
        Profiles.With(700, (Profiles.Foo, 100, 100)).Saying(new JemallocStats { Allocated = Bytes.FromMiB(110) }).Case(),
        Profiles.With(20, (Profiles.Foo, 3, 100)).Case(),
        // Of all that was ever allocated no part can be told.
        Pasted.Texts(700).Profile(MadeProfile.Of((Profiles.Foo, 1, 1)) with { HasFrees = false }).Case(),
    ];
}

sealed class ProfileGrowsCases : IRuleCases
{
    public string Rule => "FTH087";

    public IEnumerable<Case> Fires =>
    [
        Profiles.Series(700, Profiles.Foo, 10, 300, 600).Case(),
        Profiles.Series(700, Profiles.Zlib, 100, 600).Case(),
        Profiles.Series(700, Profiles.Zlib, 100, 300, 600).WithoutSizes().Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        Profiles.With(700, (Profiles.Foo, 600, 100)).Case(),
        Profiles.Series(700, Profiles.Foo, 600, 600, 600).Case(),
        Profiles.Series(700, Profiles.Foo, 600, 300, 10).Case(),
        // Nobody's stack is nobody's fault.
        Profiles.Series(700, "malloc", 10, 300, 600).Case(),
        Profiles.Series(700, Profiles.Foo, 1, 3).Case(),
    ];
}

public sealed class ProfiledFindingsTests
{
    [Theory]
    [InlineData(Profiles.Zlib, "FTH012", "Possible", "Warning")]
    [InlineData(Profiles.Rocks, "FTH020", "Likely", "Info")]
    [InlineData(Profiles.Jni, "FTH019", "Likely", "Warning")]
    [InlineData(Profiles.Unsafe, "FTH034", "Possible", "Info")]
    [InlineData(Profiles.Foo, "FTH020", "Likely", "Info")]
    [InlineData("libsqlitejdbc.so!sqlite3_open;malloc", "FTH015", "Likely", "Info")]
    [InlineData("libzstd-jni-1.5.5.so!ZSTD_createCCtx;malloc", "FTH014", "Likely", "Info")]
    public void A_profile_names_who_is_in_malloc(string stack, string rule, string confidence, string severity)
    {
        foreach (Case seen in (Case[])[Profiles.With(500, (stack, 400, 5000)).Case(), Profiles.With(500, (stack, 400, 5000)).WithoutSizes().Case()])
        {
            Finding only = Assert.Single(Verdict.Of(seen).Findings, finding => finding.Rule is not ("FTH084" or "FTH086"));
            Assert.Equal((rule, confidence, severity), (only.Rule, only.Confidence.ToString(), only.Severity.ToString()));
            Assert.Equal(seen.Snapshot.HasSizes ? 400L << 20 : 0, only.Bytes.Value);
        }
    }

    /// <summary>A total is no leak: what grew is a fault, what is there is information.</summary>
    [Theory]
    [InlineData(Severity.Warning, 100, 400)]
    [InlineData(Severity.Info, 400, 400)]
    [InlineData(Severity.Info, 500, 400)]
    public void Only_growth_makes_a_librarys_blocks_a_fault(Severity severity, params int[] dumps) =>
        Assert.Equal(severity, Assert.Single(Verdict.Of(Profiles.Series(500, Profiles.Foo, [.. dumps.Select(dump => (long)dump)]).Case()).Findings, finding => finding.Rule == "FTH020").Severity);

    [Fact]
    public void Nobody_is_blamed_by_what_was_only_allocated_nor_on_another_day_nor_for_another_process()
    {
        AllocationProfile profile = MadeProfile.Of((Profiles.Foo, 400 << 20, 5000));
        Observed[] others =
        [
            Pasted.Texts(500).Profile(profile with { HasFrees = false }),
            Pasted.Texts(500).Profile(profile).With(snapshot => snapshot with { Saved = snapshot.Saved! with { Pieces = [.. snapshot.Saved!.Pieces.Select(piece => piece with { SaidAt = new DateTime(2026, 11, piece.Content is null ? 1 : 3) })] } }),
            Pasted.Texts(500).Profile(profile).With(snapshot => snapshot with { Saved = snapshot.Saved! with { Pieces = [.. snapshot.Saved!.Pieces.Select(piece => piece with { IsApart = piece.Content is not null })] } }),
            Profiles.With(500, ("malloc", 400, 5000)),
            Profiles.With(500, (Profiles.Jvm, 400, 5000)),
            // So few samples that all of it may be chance.
            Pasted.Texts(500).Profile(MadeProfile.Of(new ProfileSampling(SamplingKind.Poisson, 64 << 20, false), (Profiles.Foo, 1 << 20, 1))),
        ];
        Assert.All(others, observed => Assert.DoesNotContain(Verdict.Of(observed.Case()).Findings, finding => finding.Rule is "FTH020" or "FTH087"));
    }

    [Fact]
    public void Without_a_sign_of_whose_it_is_it_is_only_possible()
    {
        Finding finding = Assert.Single(Verdict.Of(Pasted.Texts(500).Profile(MadeProfile.Of((Profiles.Foo, 400 << 20, 5000)), isSame: false).Case()).Findings, finding => finding.Rule == "FTH020");

        Assert.Equal("Possible", finding.Confidence.ToString());
        Assert.Contains("nothing in the profile says of which process it is", finding.Evidence);
    }

    /// <summary>A histogram counts objects, a profile their memory: together they are one finding with both.</summary>
    [Fact]
    public void A_histogram_says_how_and_the_profile_how_much()
    {
        Finding kept = Assert.Single(Verdict.Of(Histogrammed.Kept.Profile(MadeProfile.Of((Profiles.Zlib, 200 << 20, 12_000))).Case()).Findings, finding => finding.Rule is "FTH010" or "FTH012");

        Assert.Equal(("FTH010", 200L << 20), (kept.Rule, kept.Bytes.Value));
        Assert.Contains(kept.Evidence, said => said.Contains("libz.so.1", StringComparison.Ordinal));
    }

    [Fact]
    public void More_than_is_in_memory_explains_no_more_than_that()
    {
        Finding finding = Assert.Single(Verdict.Of(Profiles.With(100, (Profiles.Foo, 900, 10)).Case()).Findings, finding => finding.Rule == "FTH020");

        Assert.Equal(100L << 20, finding.Bytes.Value);
        Assert.Contains(finding.Evidence, said => said.Contains("at most 100 MiB", StringComparison.Ordinal));
    }
}
