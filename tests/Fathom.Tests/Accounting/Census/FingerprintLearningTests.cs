using Fathom.Accounting.Census;
using Fathom.Accounting.Fingerprints;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using static Fathom.Tests.Accounting.Census.MadeCensus;

namespace Fathom.Tests.Accounting.Census;

public class FingerprintLearningTests
{
    [Fact]
    public void What_grew_between_two_looks_is_known_afterwards_in_another_process()
    {
        ChunkCensus before = Sessions(100, 7), after = Sessions(140, 9);

        string text = FingerprintLearning.Learn("acme session", "acme 2.1", before, after).Value;
        IReadOnlyList<Fingerprint> learned = FingerprintText.Parse(text, "learned").Value;
        CensusRow row = CensusRows.Of(Sessions(31, 3), [], learned).Rows[0];

        Assert.Equal(("libacme.so", "acme session", 31L), (row.Owner, row.Structure, row.Count));
        Assert.Equal(31 * (64 + 4112 + 1040), row.Bytes.Value);
        Assert.Equal(["acme 2.1"], Assert.Single(learned).Ran);
    }

    [Fact]
    public void Growth_without_marks_teaches_nothing()
    {
        MadeCensus before = new(), after = new();
        before.Group(1520, 100);
        after.Group(1520, 200);
        after.Group(96, 200, Code(0, Libc, 0x100));

        Assert.Equal("fingerprint-not-learned", FingerprintLearning.Learn("x", "y", before.Census(), after.Census()).Gap!.Id);
    }

    [Fact]
    public void Whatever_grew_the_text_is_read_again_or_there_is_none() => Law.Holds(random =>
    {
        Result<string> learned = FingerprintLearning.Learn("a # b\n*", "x\ny", CensusRowsTests.Random(random), CensusRowsTests.Random(random));
        if (learned.Ok)
            Assert.True(FingerprintText.Parse(learned.Value, "x").Ok, learned.Value);
    }, 300);

    /// <summary>Sessions with two buffers, beside others whose number says nothing.</summary>
    static ChunkCensus Sessions(long count, long noise)
    {
        MadeCensus made = new();
        made.Group(256, noise, Constant(0, Other, 0x99));
        int session = made.Group(64, count, Constant(0, Acme, 0x4040, "acme_ops"), Code(24, Acme, 0x500));
        made.Under(session, 16, 4112, count);
        made.Under(session, 40, 1040, count);
        return made.Census();
    }
}
