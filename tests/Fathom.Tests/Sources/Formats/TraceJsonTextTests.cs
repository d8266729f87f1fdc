using System.Text;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Sources.Formats;
using Fathom.Tests.Accounting.Profiles;
using Fathom.Views.Profiles;
using Fathom.Views.Tracing;

namespace Fathom.Tests.Sources.Formats;

public class TraceJsonTextTests
{
    [Fact]
    public void What_was_written_is_read_back()
    {
        EarlierTrace earlier = TraceJsonText.Parse(Written(), "before.json").Value;

        Assert.Equal(("before.json", "function", "libz", TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(5)), (earlier.Place, earlier.Group, earlier.Only, earlier.Window, earlier.OlderThan));
        Assert.NotNull(earlier.TakenAt);
        Assert.Equal([new EarlierTraceRow("inflate of libz.so", "shop.Orders.copy (Orders.java:41)", 1000, 100), new EarlierTraceRow("put", null, 10, 0)], earlier.Rows);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"trace\": []}")]
    [InlineData("{\"trace\": {\"seconds\": 3}}")]
    [InlineData("{\"trace\": {\"by\": \"stack\", \"seconds\": -3}}")]
    [InlineData("{\"schema\": \"fathom/1\", \"ledger\": {}}")]
    public void What_is_no_trace_is_refused(string text) =>
        Assert.Equal("trace-not-understood", TraceJsonText.Parse(Encoding.UTF8.GetBytes(text), "x.json").Gap?.Id);

    [Fact]
    public void Broken_text_is_read_without_an_exception()
    {
        byte[] written = Written();
        Random random = new(9);
        for (int round = 0; round < 3000; round++)
        {
            byte[] text = written[..(round % 2 == 0 ? written.Length : random.Next(written.Length))];
            for (int i = 0; i < random.Next(8) && text.Length > 0; i++)
                text[random.Next(text.Length)] = (byte)random.Next(32, 127);
            if (TraceJsonText.Parse(text, "x.json").Try(out EarlierTrace? read, out _))
            {
                Assert.All(read.Rows, row => Assert.InRange(row.Bytes, 0, 1L << 50));
                Assert.InRange(read.Window.TotalSeconds, 0, 1e9);
            }
        }
    }

    static byte[] Written()
    {
        ProfileReport report = new(new ProfileQuestion());
        Assert.Null(report.Add(MadeProfile.Of(("main", 1, 1))));
        TraceFigures figures = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), new Bytes(512 * 1024)) { TargetLives = true };
        TraceSummary[] rows = [new("inflate of libz.so", "shop.Orders.copy (Orders.java:41)", "import-3", 1000, 0.99) { Deviation = 100 }, new("put", null, null, 10, 0.01)];
        using MemoryStream to = new();
        TraceJson.Write(to, new TraceAnswer(new Target { Pid = 4242 }, new ProfileAnswer(report, new ProfileShown(15, false, true, false, null), [], Cost.None), figures, rows, true, ByStack: true)
        {
            Group = TraceGroup.Function,
            Only = "libz",
        });
        return to.ToArray();
    }
}
