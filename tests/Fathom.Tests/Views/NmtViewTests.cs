using System.Text.Json;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Tests.Accounting;
using Fathom.Tests.Cli;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Tests.Views;

public sealed class NmtViewTests
{
    static NmtReport Report { get; } = new(NmtKind.Detail, new Bytes(1))
    {
        Reserved = Of(200 << 20),
        Committed = Of(64 << 20),
        Malloc = new(Of(3 << 20), 12_345, Peak: Bytes.FromMiB(9), PeakCount: 20_000),
        Mmap = new(Of(197 << 20), Of(61 << 20)),
        Categories =
        [
            new("Symbol\u001b[31m", Of(3 << 20), Of(3 << 20)) { Malloc = new(Of(3 << 20), 12_345, Peak: Bytes.FromMiB(9)) },
            new("Java Heap", Of(196 << 20), Of(60 << 20)) { Mmap = new(Of(196 << 20), Of(60 << 20)) },
            new("Thread", Of(1 << 20), Of(1 << 20)) { Threads = 1_041, Stacks = new(Of(1 << 20), Of(1 << 20), Bytes.FromMiB(1)) },
        ],
        Regions = [new(Made.Range(0, 200), "Java Heap", true) { Stack = [new(new Address(1), "ReservedSpace::reserve(unsigned long)+0xac"), new(new Address(0x77), null)] }],
        Sites = [new([new(new Address(1), "SymbolTable::allocate(int)+0x1", "libx.so")], "Symbol") { Malloc = new(Of(3 << 20), 12_345) }],
    };

    static NmtAnswer Answer => NmtAnswer.Of(
        NmtRulingTests.Ledgered() with { Target = new Target { Pid = 42, Command = new CommandLine("java Orders", "Orders"), Jvm = new JvmBuild("VM", "25.0.3", "libjvm.so") } },
        Report, null, null);

    [Fact]
    public void Figures_read_the_same_in_any_country()
    {
        const string expected = """
            Orders  pid 42  JDK 25.0.3
            NMT detail, exact to the byte; resident by NMT detail
              Tag                     Reserved  Committed    Resident    Malloc  Blocks
              Java Heap                196 MiB     60 MiB     800 KiB         -  -
              Symbol\u001b[31m           3 MiB      3 MiB           -     3 MiB  12,345
                                      malloc at most 9 MiB
              Thread                     1 MiB      1 MiB           -         -  -
                                      1,041 threads
              Total                    200 MiB     64 MiB   >=800 KiB     3 MiB  12,345
            Memory map: 1 ranges
              Address         Reserved  Committed   Resident  Tag, and from where
              0                800 KiB    800 KiB    800 KiB  Java Heap  ReservedSpace::res…
            Call sites: 1 places
                Malloc    Mapped     Blocks  Tag                     From
                 3 MiB         -     12,345  Symbol                  SymbolTable::allocate
            Looked 0.00 s; target never stopped, delayed <= 0.0 ms; nothing left behind

            """;

        Assert.Equal(expected, Text(Answer));
        Assert.Equal(expected, Call.Abroad(() => Text(Answer)));
    }

    [Fact]
    public void In_JSON_what_is_unknown_is_null_and_sizes_are_bytes()
    {
        JsonElement nmt = Json(Answer);
        JsonElement[] tags = [.. nmt.GetProperty("tags").EnumerateArray()];

        Assert.Equal("NMT detail", nmt.GetProperty("resident_source").GetString());
        Assert.Equal(JsonValueKind.Null, nmt.GetProperty("resident_bytes").ValueKind);
        Assert.Equal(200 * 4096, nmt.GetProperty("resident_at_least_bytes").GetInt64());
        Assert.Equal(200 * 4096, tags[0].GetProperty("resident_bytes").GetInt64());
        Assert.Equal(JsonValueKind.Null, tags[1].GetProperty("malloc_resident_bytes").ValueKind);
        Assert.Equal(0, tags[1].GetProperty("mapped_resident_bytes").GetInt64());
        Assert.Equal(9 << 20, tags[1].GetProperty("malloc").GetProperty("peak_bytes").GetInt64());
        Assert.Equal("SymbolTable::allocate(int)+0x1 in libx.so", nmt.GetProperty("sites")[0].GetProperty("stack")[0].GetString());
        Assert.Equal("0x77", nmt.GetProperty("map")[0].GetProperty("stack")[1].GetString());
        Assert.Equal(JsonValueKind.Null, nmt.GetProperty("diff").ValueKind);
        Assert.Equal(JsonValueKind.True, nmt.GetProperty("blocks_check").GetProperty("balances").ValueKind);
    }

    [Fact]
    public void Sums_that_do_not_add_up_are_shown()
    {
        string text = Text(Answer with { Report = Report with { Committed = Of(65 << 20), Malloc = new(Of(3 << 20), 7) } });

        Assert.Contains("Check failed: committed: the tags add up to 67,108,864 bytes, the total is 68,157,440.", text, StringComparison.Ordinal);
        Assert.Contains("Check failed: blocks: the tags add up to 12,345, the total is 7.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("reserved: the", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_says_since_when_and_small_changes_to_the_byte()
    {
        NmtReport before = Report with { Categories = [.. Report.Categories.Select(tag => tag.Tag == "Java Heap" ? tag with { Committed = Of((60 << 20) - 19) } : tag)] };
        NmtAnswer answer = NmtAnswer.Of(
            Answer.Snapshot with { TakenAt = DateTimeOffset.UnixEpoch.AddHours(2) }, Report, before, new NmtHead(DateTimeOffset.UnixEpoch, 42, 1, null));

        string text = Text(answer);

        Assert.Contains("NMT compared with 1970-01-01 00:00:00 UTC (2h00m before): reserved ., committed .", text, StringComparison.Ordinal);
        Assert.Contains("  Java Heap                  60 MiB      +19 B          .          -  -\n", text, StringComparison.Ordinal);
        Assert.Contains("  2 tags as they were.\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, ".")]
    [InlineData(1, "+1 B")]
    [InlineData(-1023, "-1023 B")]
    [InlineData(1024, "+1 KiB")]
    [InlineData(-3 << 20, "-3 MiB")]
    public void A_change_has_its_sign(long bytes, string expected)
    {
        Assert.Equal(expected, SizeText.Change(new Bytes(bytes)));
        Assert.Equal(expected, Call.Abroad(() => SizeText.Change(new Bytes(bytes))));
    }

    static NmtAmount Of(long bytes) => new(new Bytes(bytes));

    static string Text(NmtAnswer answer)
    {
        StringWriter text = new() { NewLine = "\n" };
        NmtView.Write(answer, 80, 5, text);
        return text.ToString();
    }

    static JsonElement Json(NmtAnswer answer)
    {
        using MemoryStream to = new();
        NmtJson.Write(to, answer);
        return JsonDocument.Parse(to.ToArray()).RootElement.GetProperty("nmt");
    }
}
