using System.Text;
using Fathom.Evidence;
using Fathom.Findings;
using Fathom.Sources.Formats;
using Fathom.Tests.Findings;
using Fathom.Tests.Findings.Rules;
using Fathom.Views.Json;

namespace Fathom.Tests.Sources.Formats;

public class EarlierAnswerJsonTests
{
    static readonly byte[] Whole = Written();

    [Fact]
    public void It_reads_what_the_doctor_writes()
    {
        EarlierAnswer earlier = EarlierAnswerJson.Parse(Whole, "old.json").Value;

        Assert.Equal(4242, earlier.Pid);
        Assert.Equal(360, earlier.Census.Single(row => row.Owner == "libz.so.1").Bytes.Value >> 20);
        Assert.Equal(34, earlier.Accounts["java/heap/eden"].Value >> 20);
        Assert.Equal("FTH010", earlier.Findings[0].Rule);
        Assert.Equal(364, earlier.InUse!.Value.Value >> 20);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"schema\":\"fathom/1\"}")]
    [InlineData("{\"schema\":\"other/1\",\"ledger\":{}}")]
    public void What_is_none_is_told(string text) =>
        Assert.Equal("earlier-not-understood", EarlierAnswerJson.Parse(Encoding.UTF8.GetBytes(text), "x").Gap!.Id);

    [Theory]
    [InlineData("{\"schema\":\"fathom/1\",\"ledger\":[],\"census\":3,\"findings\":[1,null,{}],\"rss_bytes\":-1}")]
    [InlineData("{\"schema\":\"fathom/1\",\"ledger\":{\"accounts\":[{\"account\":7,\"bytes\":\"x\"}]},\"target\":[],\"rss_bytes\":1e300}")]
    public void Members_of_another_kind_were_not_said(string text)
    {
        EarlierAnswer earlier = EarlierAnswerJson.Parse(Encoding.UTF8.GetBytes(text), "x").Value;
        Assert.Null(earlier.Resident);
        Assert.Empty(earlier.Accounts);
    }

    [Fact]
    public void Whatever_is_cut_or_changed_it_ends_without_an_exception()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            Random random = new(seed);
            byte[] text = Whole[..random.Next(Whole.Length + 1)];
            for (int i = random.Next(6); i > 0 && text.Length > 0; i--)
                text[random.Next(text.Length)] = (byte)random.Next(256);
            Assert.NotNull(EarlierAnswerJson.Parse(text, "x").Or(new EarlierAnswer()));
        }
    }

    static byte[] Written()
    {
        Case seen = Observed.Idle.Census(StreamRows.Inflaters with { Reachable = Fathom.Accounting.Census.Reachable.Java }, 360)
            .With(snapshot => snapshot with { Census = new() { Scan = new(default, default, default, default, default) } }).Case();
        using MemoryStream written = new();
        LedgerJson.WriteDoctor(written, seen, Verdict.Of(seen), null);
        return written.ToArray();
    }
}
