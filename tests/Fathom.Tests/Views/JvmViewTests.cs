using System.Globalization;
using System.Text;
using System.Text.Json;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Tests.Views;

public sealed class JvmViewTests
{
    static readonly PerfData Data = Of(
        ("sun.os.hrt.frequency", 1_000_000_000L), ("sun.gc.lastCause", "System.gc()"),
        ("sun.gc.generation.0.space.0.name", "eden"), ("sun.gc.generation.0.space.0.capacity", 34_603_008L),
        ("sun.gc.generation.0.space.0.used", 27_262_976L), ("sun.gc.generation.0.space.0.maxCapacity", 67_108_864L),
        ("sun.gc.generation.1.name", "old"), ("sun.gc.generation.1.space.0.name", "space"),
        ("sun.gc.generation.1.space.0.capacity", 0L), ("sun.gc.generation.1.space.0.used", 0L),
        ("sun.gc.metaspace.capacity", 327_680L), ("sun.gc.metaspace.used", 78_439L),
        ("sun.gc.collector.0.name", "G1 young \u001b[31mpauses"), ("sun.gc.collector.0.invocations", 12_345L),
        ("sun.gc.collector.0.time", 1_234_567_890L), ("java.threads.live", 41L));

    static readonly Target Orders = new()
    {
        Pid = 42,
        Command = new CommandLine("java Orders", "Orders"),
        Jvm = new JvmBuild("VM", "25.0.3", "libjvm.so"),
    };

    static JvmCounters Counters => new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Orders, Data, [], Cost.None);

    /// <summary>A JVM with something of everything.</summary>
    static Snapshot Full => new()
    {
        TakenAt = Counters.TakenAt,
        Target = Orders,
        Cost = Cost.None,
        Threads = [new(1, "java", null), new(2, "GC", null)],
        JvmState = new()
        {
            Collector = "G1",
            Counters = Data,
            DirectBuffers = new(1234, Bytes.FromMiB(1500), Bytes.FromMiB(1500)),
            Threads = [new(1, "main", null, 4, Bytes.FromMiB(3))],
            Flags =
            [
                new("MaxHeapSize", "134217728", "size_t", null, "command line"), new("UseG1GC", "true", "bool", null, "ergonomic"),
                new("ThreadStackSize", "1024", "intx", null, "default"), new("MaxMetaspaceSize", "18446744073709551615", "size_t", null, "default"),
                new("NewRatio", "2", "uintx", null, "default"),
            ],
            Figures = new()
            {
                Heap = new("heap", JvmPart.Heap, Bytes.FromMiB(128), Bytes.FromMiB(128), Bytes.FromMiB(4)),
                HeapSpaces = [new("eden", JvmPart.Heap, null, Bytes.FromMiB(4), Bytes.FromMiB(3)) { Regions = 4 }],
                Metaspace = new("nonclass", JvmPart.Metaspace, Bytes.FromMiB(64), Bytes.FromKiB(1216), Bytes.FromKiB(1132)),
                ClassSpace = new("class", JvmPart.ClassSpace, Bytes.FromMiB(1024), Bytes.FromKiB(192), Bytes.FromKiB(123)),
                CodeHeaps = [new("non-nmethods", JvmPart.Code, Bytes.FromKiB(5692), Bytes.FromKiB(2496), null)],
                Code = new(729, 299, 335, 1),
                Classes = new(3, 28, 1207),
                MappedBuffers = new(2, Bytes.FromMiB(3), Bytes.FromMiB(3)),
                DirectLimit = Bytes.FromMiB(2048),
                Netty = [new("shade.io.netty.util.internal.PlatformDependent", Bytes.FromMiB(16), Bytes.FromMiB(128))],
            },
        },
    };

    [Theory]
    [InlineData(".", ",")]
    [InlineData(",", ".")]
    public void Counters_read_the_same_in_any_culture(string point, string group)
    {
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator) = (point, group);
        CultureInfo.CurrentCulture = culture;
        StringWriter text = new() { NewLine = "\n" };

        JvmView.Write(Full, Ledger.Of(Full), 80, text);

        Assert.Equal("""
            Orders  pid 42  JDK 25.0.3
              Memory                     Reserved  Committed       Used   Resident  Count
              heap G1                     128 MiB    128 MiB      4 MiB          -  
                eden                            -      4 MiB      3 MiB          -  4
              metaspace                  1088 MiB    1.4 MiB    1.2 MiB          -  
                nonclass                   64 MiB    1.2 MiB    1.1 MiB          -  
                class                    1024 MiB    192 KiB    123 KiB          -  
              code cache                  5.6 MiB    2.4 MiB          -          -  
                non-nmethods              5.6 MiB    2.4 MiB          -          -  
              direct buffers             2048 MiB          -   1500 MiB          -  1,234
              mapped buffers                    -          -      3 MiB          -  2
              netty without cleaner       128 MiB          -     16 MiB          -  shade
              Collections                                     Count  Time
              G1 young \u001b[31mpauses                      12,345  1.235 s
              Last cause: System.gc()
            Threads 1 Java (1 in native), 1 native, 41 live
              Java threads that live have allocated 3 MiB
            Classes 1,207 in 3 loaders, 28 hidden
            Code 299 methods of 729 blobs, 1 times full
              Set: MaxHeapSize=128m
              Chosen by the JVM: +UseG1GC
              Default: ThreadStackSize=1m MaxMetaspaceSize=unlimited

            """, text.ToString());
    }

    [Fact]
    public void A_row_stands_under_its_titles()
    {
        StringWriter text = new() { NewLine = "\n" };
        IReadOnlyList<JstatColumn> columns = JstatColumns.GcUtil(Data);

        JvmView.WriteTitles(columns, text);
        JvmView.WriteRow(columns, Data, text);

        Assert.Equal("""
                S0     S1      E      O      M    CCS    YGC      YGCT   FGC      FGCT   CGC      CGCT       GCT
                 -      -  78.79      -  23.94      -  12345     1.235     -         -     -         -     1.235

            """, text.ToString());
    }

    [Fact]
    public void In_JSON_what_is_not_counted_is_null_and_sizes_are_bytes()
    {
        using MemoryStream to = new();
        JvmJson.Write(to, Counters);

        JsonElement jvm = JsonDocument.Parse(to.ToArray()).RootElement.GetProperty("jvm");

        Assert.Equal(27_262_976, jvm.GetProperty("spaces")[0].GetProperty("used_bytes").GetInt64());
        Assert.Equal(JsonValueKind.Null, jvm.GetProperty("class_space").ValueKind);
        Assert.Equal(JsonValueKind.Null, jvm.GetProperty("jstat_gc").GetProperty("FGC").ValueKind);
        Assert.Equal(1234.568, jvm.GetProperty("collectors")[0].GetProperty("time_ms").GetDouble());
        Assert.Equal(41, jvm.GetProperty("threads_live").GetInt64());
    }

    [Fact]
    public void In_JSON_an_answer_has_its_command_its_price_and_its_text()
    {
        using MemoryStream to = new();
        PriceTag price = new("reads", ActWeight.Small, "none", "1 ms", "none", "a socket");
        JvmJson.Write(to, new JvmAnswer(DateTimeOffset.UnixEpoch, Counters.Target, "VM.version", price, 0, "JDK\n", [], Cost.None));

        JsonElement jvm = JsonDocument.Parse(to.ToArray()).RootElement.GetProperty("jvm");

        Assert.Equal(("VM.version", "JDK\n", 0), (jvm.GetProperty("command").GetString(), jvm.GetProperty("text").GetString(), jvm.GetProperty("code").GetInt32()));
        Assert.False(jvm.GetProperty("price").GetProperty("dear").GetBoolean());
    }

    [Fact]
    public void Control_bytes_of_an_answer_do_not_reach_the_terminal()
    {
        byte[] whole = Encoding.UTF8.GetBytes("a\u001b[2J\tb\r\n\u009b é€\u007f");
        byte[] apart = [.. whole];
        PlainBytes plain = new(), pieces = new();

        plain.Clean(whole);
        for (int i = 0; i < apart.Length; i++)
            pieces.Clean(apart.AsSpan(i, 1));

        Assert.Equal("a?[2J\tb?\n", Encoding.UTF8.GetString(whole, 0, 9));
        Assert.DoesNotContain((byte)0x9b, whole);
        Assert.EndsWith(" é€?", Encoding.UTF8.GetString(whole), StringComparison.Ordinal);
        Assert.Equal(whole, apart);
    }

    static PerfData Of(params (string Name, object Value)[] counters) => new(counters.ToDictionary(
        each => each.Name, each => new PerfCounter(each.Value as long?, each.Value as string)));
}
