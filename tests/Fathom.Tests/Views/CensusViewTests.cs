using System.Text;
using System.Text.Json;
using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Tests.Accounting.Census;
using Fathom.Tests.Accounting.Malloc;
using Fathom.Tests.Cli;
using Fathom.Views.Json;
using Fathom.Views.Text;
using static Fathom.Tests.Accounting.Census.MadeCensus;

namespace Fathom.Tests.Views;

/// <summary>`census` of made-up blocks, as it was looked at and kept.</summary>
public class CensusViewTests
{
    public static TheoryData<string> Names => [.. Shown.Keys];

    static readonly Dictionary<string, Func<string>> Shown = new()
    {
        ["census.txt"] = () => Answer(CensusBy.Structure, 80),
        ["census-160.txt"] = () => Answer(CensusBy.Structure, 160),
        ["census-owner.txt"] = () => Answer(CensusBy.Owner, 80),
        ["census-size.txt"] = () => Answer(CensusBy.Size, 80),
        ["census-tag.txt"] = () => Answer(CensusBy.Tag, 80),
        ["census-holder.txt"] = () => Answer(CensusBy.Holder, 80),
        ["census-reach.txt"] = () => Answer(CensusBy.Reach, 80),
        ["census-lost.txt"] = () => Answer(Sought(), CensusBy.Structure, 80),
        ["census.json"] = () => Json(Taken()),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void An_answer_is_the_one_that_was_kept_in_any_country(string name)
    {
        Golden.Matches("malloc", name, Shown[name]());
        Golden.Matches("malloc", name, Call.Abroad(Shown[name]));
    }

    [Fact]
    public void Lines_fit_the_screen_and_no_name_moves_the_cursor()
    {
        foreach (string name in Shown.Keys.Where(name => name.EndsWith(".txt", StringComparison.Ordinal)))
        {
            string text = Shown[name]();
            int columns = name.Contains("160", StringComparison.Ordinal) ? 160 : 80;
            Assert.All(text.Split('\n'), line => Assert.True(line.Length <= columns, $"{name}: {line}"));
            Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
        }
    }

    [Fact]
    public void Without_a_census_nothing_is_said_of_owners()
    {
        Snapshot none = MadeMalloc.Shown();

        JsonElement json = JsonDocument.Parse(Json(none)).RootElement;

        Assert.All(["census", "census_scan"], member => Assert.Equal(JsonValueKind.Null, json.GetProperty(member).ValueKind));
    }

    [Fact]
    public void Every_block_has_a_line_with_its_owner_and_names_are_one_word()
    {
        Snapshot taken = Taken();
        StringWriter to = new() { NewLine = "\n" };

        ChunkLines.Write(new Few(), CensusRows.Of(taken), to);

        Assert.Equal("0x10 128 libz.so.1 zlib_inflate_stream\n0x90 112 - -\n", to.ToString());
    }

    sealed class Few : CensusChunks
    {
        public override void Each(Action<Address, Bytes, int> see)
        {
            see(new Address(0x10), new Bytes(128), 0);
            see(new Address(0x90), new Bytes(112), 9999);
        }
    }

    static Snapshot Taken()
    {
        MadeCensus made = new();
        (int stream, _, _) = made.Inflate(2003);
        made.Held(stream, "java.util.zip.Inflater$InflaterZStreamRef", 1511, HolderState.Kept, "com.example.Orders.cache");
        made.Held(stream, "java.util.zip.Inflater$InflaterZStreamRef", 492, HolderState.Garbage);
        made.Under(made.Group(144, 5003, Table(0, Acme, "_ZTVN4acme6WidgetE")), 120, 3008, 5003);
        made.Group(2224, 21, "Thread", Table(16, Jvm, "_ZTV10JavaThread"));
        made.Group(112, 40_009, "Symbol");
        int longs = made.Group(208, 20_011);
        made.Held(longs, "java.lang.Long", 20_011, HolderState.Kept, "com.example.\u001b[31mOffheap.addresses");
        made.Root(RootKind.LibraryData, Other, made.Group(1520, 503, Constant(0, Other, 0x99, "evil\u001b]0;")), 503);
        made.Content(32784, 11, ContentKind.Json);
        return MadeMalloc.Shown() with { Census = made.Census() };
    }

    static Snapshot Sought()
    {
        MadeCensus made = new();
        ReachDoubt[] doubts = Enum.GetValues<ReachDoubt>();
        for (int i = 1; i < doubts.Length; i++)
            made.Reached(made.Group(4096 + (16 * i), 1009 - (100 * i)), ReachKind.Unknown, 1009 - (100 * i), null, doubts[i]);
        int blocks = made.Group(1520, 5003);
        made.Reached(blocks, ReachKind.Lost, 5000).Reached(blocks, ReachKind.Native, 3, Acme);
        made.Held(made.Group(208, 50_021), "java.lang.Long", 50_021, HolderState.Unknown);
        return MadeMalloc.Shown() with { Census = made.Census() };
    }

    static string Answer(CensusBy by, int columns) => Answer(Taken(), by, columns);

    static string Answer(Snapshot taken, CensusBy by, int columns)
    {
        StringWriter to = new() { NewLine = "\n" };
        CensusView.Write(taken, CensusRows.Of(taken), null, new CensusShown(by, new Bytes(4096), 20), columns, to);
        return to.ToString();
    }

    static string Json(Snapshot snapshot)
    {
        using MemoryStream to = new();
        CensusJson.Write(to, snapshot, CensusRows.Of(snapshot));
        return Encoding.UTF8.GetString(to.ToArray());
    }
}
