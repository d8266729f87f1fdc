using System.Text.Json;
using Fathom.Tests.Sources.Flight;
using Fathom.Tests.Sources.HeapDumps;

namespace Fathom.Tests.Cli;

/// <summary>`fathom diff` on profiles, recordings and heap dumps.</summary>
public sealed class DiffOfFilesTests : IDisposable
{
    const ulong ObjectClass = 0x100, Stream = 0x200, Array = 0x300, Orders = 0x400, Heap = 0x10000;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("./profiles/shop.0001.heap", "./profiles/shop.0003.heap")]
    [InlineData("./profiles/jeprof.4242.0.i0.heap", "./profiles/jeprof.4242.1.i1.heap")]
    public void Functions_changed_by_what_profile_with_a_base_says(string before, string after)
    {
        JsonElement profile = JsonDocument.Parse(Call.Of("profile", after, "--base", before, "--json").Out).RootElement.GetProperty("profile");
        Dictionary<string, long> said = profile.GetProperty("rows").EnumerateArray()
            .ToDictionary(row => row.GetProperty("name").GetString()!, row => (long)Math.Round(row.GetProperty("flat").GetDouble()) - (long)Math.Round(row.GetProperty("flat_before").GetDouble()));
        JsonElement table = Table(Diff(before, after), "function");

        Assert.NotEmpty(table.GetProperty("lines").EnumerateArray());
        foreach (JsonElement line in table.GetProperty("lines").EnumerateArray())
            Assert.Equal(said[line.GetProperty("name").GetString()!], line.GetProperty("change_bytes").GetInt64());
        Assert.All(said.Where(row => row.Value != 0), row => Assert.Contains(table.GetProperty("lines").EnumerateArray(), line => line.GetProperty("name").GetString() == row.Key));
    }

    [Fact]
    public void Recordings_are_compared_by_their_last_figures()
    {
        JsonElement diff = Diff(Recording("a.jfr", 100, 40), Recording("b.jfr", 300, 60));

        Assert.Equal(200L << 20, diff.GetProperty("rss_change_bytes").GetInt64());
        JsonElement tag = Assert.Single(Table(diff, "tag").GetProperty("lines").EnumerateArray());
        Assert.Equal(("Other", 20L << 20), (tag.GetProperty("name").GetString(), tag.GetProperty("change_bytes").GetInt64()));
        Assert.Equal("the last figures of the recording", diff.GetProperty("after").GetProperty("moment").GetString());
    }

    [Fact]
    public void Heap_dumps_are_compared_by_owners_keepers_and_classes()
    {
        JsonElement diff = Diff(Dump("a.hprof", kept: 1, dropped: 4), Dump("b.hprof", kept: 3, dropped: 1));

        Assert.Equal(("a zlib inflate stream (java.util.zip.Inflater$InflaterZStreamRef)", 5L, 4L), Only(Table(diff, "owner")));
        Dictionary<string, (long, long)> ways = Table(diff, "holder").GetProperty("lines").EnumerateArray()
            .ToDictionary(line => line.GetProperty("name").GetString()!, line => (line.GetProperty("count_before").GetInt64(), line.GetProperty("count_after").GetInt64()));
        Assert.Equal((1, 3), ways["kept by com.example.Orders.cache: a zlib inflate stream"]);
        Assert.Equal((4, 1), ways["garbage: a zlib inflate stream"]);
        Assert.Contains(Table(diff, "class").GetProperty("lines").EnumerateArray(), line => line.GetProperty("name").GetString() == "java.util.zip.Inflater$InflaterZStreamRef");
    }

    [Fact]
    public void A_heap_dump_and_a_histogram_have_their_classes_in_common()
    {
        string histogram = _folder.Write("histo.txt", " num     #instances         #bytes  class name (module)\n-------------------------------------------------------\n   1:             2             64  java.util.zip.Inflater$InflaterZStreamRef (java.base@17.0.15)\n   2:             1             24  [Ljava.lang.Object; (java.base@17.0.15)\nTotal             3             88\n");
        JsonElement diff = Diff(histogram, Dump("b.hprof", kept: 3, dropped: 0));

        Assert.Equal(["class"], diff.GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("by").GetString()));
        Dictionary<string, (long?, long?)> counts = Table(diff, "class").GetProperty("lines").EnumerateArray()
            .ToDictionary(line => line.GetProperty("name").GetString()!, line => (Number(line, "count_before"), Number(line, "count_after")));
        Assert.Equal((2L, 3L), counts["java.util.zip.Inflater$InflaterZStreamRef"]);
    }

    [Fact]
    public void What_is_in_use_is_not_compared_with_what_was_allocated()
    {
        string collapsed = _folder.Write("a.collapsed", "main;put;malloc 100\nmain;get;malloc 5\n");
        Call unlike = Call.Of("diff", "./profiles/shop.0001.heap", collapsed);

        Assert.Equal(5, unlike.ExitCode);
        Assert.Contains("fathom profile AFTER --base BEFORE", unlike.Talk, StringComparison.Ordinal);
        Assert.Equal(5, Call.Of("diff", "./profiles/shop.0001.heap", Dump("a.hprof", 1, 1)).ExitCode);
    }

    string Recording(string name, long rss, long other)
    {
        FlightWriter made = new FlightWriter().Constant(FlightWriter.Tag, 1, "Other").Constant(FlightWriter.Tag, 2, "GC").Checkpoint()
            .Event(FlightWriter.Resident, 1000L, 50L << 20, 60L << 20).Event(FlightWriter.Resident, 2000L, rss << 20, rss << 20)
            .Event(FlightWriter.Usage, 2000L, 1L, other << 20, other << 20).Event(FlightWriter.Usage, 2000L, 2L, 9L << 20, 9L << 20);
        return _folder.Write(name, made.Chunk());
    }

    /// <summary>Streams that a static list keeps, and streams that nothing leads to.</summary>
    string Dump(string name, int kept, int dropped)
    {
        DumpBuilder dump = new(8);
        dump.Class(ObjectClass, "java.lang.Object");
        dump.Class(Stream, "java.util.zip.Inflater$InflaterZStreamRef", ObjectClass, [("address", 11)]);
        dump.Class(Array, "[Ljava.lang.Object;", ObjectClass);
        dump.Class(Orders, "com.example.Orders", ObjectClass, [], [("cache", Heap)]);
        dump.EndSegment();
        dump.Array(Heap, Array, [.. Enumerable.Range(0, kept).Select(Place)]);
        for (int i = 0; i < kept + dropped; i++)
            dump.Instance(Place(i), Stream, 0x7f00_1000L + (i * 0x100));
        dump.Root(0x05, Orders, 0);
        return _folder.Write(name, dump.Bytes());

        static ulong Place(int i) => Heap + 0x1000 + ((ulong)i * 0x20);
    }

    static (string?, long, long) Only(JsonElement table)
    {
        JsonElement line = Assert.Single(table.GetProperty("lines").EnumerateArray());
        return (line.GetProperty("name").GetString(), line.GetProperty("count_before").GetInt64(), line.GetProperty("count_after").GetInt64());
    }

    static long? Number(JsonElement line, string name) => line.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;

    static JsonElement Table(JsonElement diff, string by) => diff.GetProperty("tables").EnumerateArray().Single(table => table.GetProperty("by").GetString() == by);

    static JsonElement Diff(params string[] arguments)
    {
        Call call = Call.Of(["diff", "--json", .. arguments]);
        Assert.True(call.ExitCode == 0, call.Talk);
        return JsonDocument.Parse(call.Out).RootElement.GetProperty("diff");
    }
}
