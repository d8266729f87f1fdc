using System.Text;
using System.Text.Json;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Tests.Accounting.Malloc;
using Fathom.Tests.Cli;
using Fathom.Views;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Tests.Views;

/// <summary>`arenas` and `trim` of a made-up malloc, as they were looked at and kept.</summary>
public class MallocViewTests
{
    public static TheoryData<string> Names => [.. Shown.Keys];

    static readonly Dictionary<string, Func<string>> Shown = new()
    {
        ["arenas.txt"] = () => Text(to => ArenasView.Write(MadeMalloc.Shown(), false, 80, to)),
        ["arenas-160-bins.txt"] = () => Text(to => ArenasView.Write(MadeMalloc.Shown(), true, 160, to)),
        ["arenas.json"] = () => Json(to => ArenasJson.Write(to, MadeMalloc.Shown())),
        ["trim.txt"] = () => Text(to => TrimView.Write(new TrimAnswer(MadeMalloc.Shown(), null), 80, to)),
        ["trim-160.txt"] = () => Text(to => TrimView.Write(new TrimAnswer(MadeMalloc.Shown(), null), 160, to)),
        ["trim.json"] = () => Json(to => TrimJson.Write(to, new TrimAnswer(MadeMalloc.Shown(), null))),
        ["trim-now.txt"] = () => Text(to => TrimView.Write(Done(), 80, to)),
        ["trim-now.json"] = () => Json(to => TrimJson.Write(to, Done())),
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
    public void Of_a_malloc_that_was_not_walked_nothing_is_said()
    {
        Snapshot unknown = MadeMalloc.Shown() with { MallocState = null };
        Snapshot other = unknown with { MallocState = new MallocState { Allocator = new Allocator(AllocatorKind.Jemalloc, "/lib/libjemalloc.so.2", "2") } };

        foreach (Snapshot snapshot in (ReadOnlySpan<Snapshot>)[unknown, other])
        {
            JsonElement arenas = JsonDocument.Parse(Json(to => ArenasJson.Write(to, snapshot))).RootElement;
            JsonElement trim = JsonDocument.Parse(Json(to => TrimJson.Write(to, new TrimAnswer(snapshot, null)))).RootElement;
            Assert.All(["malloc", "arenas", "parameters", "effects"], member => Assert.Equal(JsonValueKind.Null, arenas.GetProperty(member).ValueKind));
            Assert.Equal(JsonValueKind.Null, trim.GetProperty("trim").ValueKind);
            Assert.DoesNotContain("In use", Text(to => ArenasView.Write(snapshot, true, 80, to)), StringComparison.Ordinal);
        }
        Assert.Contains("jemalloc 2 in libjemalloc.so.2 answers it", Text(to => ArenasView.Write(other, true, 80, to)), StringComparison.Ordinal);
        JsonElement known = JsonDocument.Parse(Json(to => ArenasJson.Write(to, other))).RootElement.GetProperty("allocators")[0];
        Assert.Equal(("jemalloc", true), (known.GetProperty("allocator").GetString(), known.GetProperty("answers_malloc").GetBoolean()));
    }

    [Fact]
    public void A_number_of_arenas_that_is_asked_for_is_answered()
    {
        int arenas = MadeMalloc.Shown().MallocState!.Arenas.Count;
        string text = Text(to => ArenasView.Write(MadeMalloc.Shown(), false, 200, to, arenas));
        JsonElement first = JsonDocument.Parse(Json(to => ArenasJson.Write(to, MadeMalloc.Shown(), arenas))).RootElement
            .GetProperty("effects").GetProperty("arena_max")[0];

        Assert.Contains($"{arenas}: nothing less, there are {arenas} arenas", text, StringComparison.Ordinal);
        Assert.Equal((arenas, 0), (first.GetProperty("arenas").GetInt32(), first.GetProperty("spared_bytes_most").GetInt32()));
        Assert.Contains("with MALLOC_ARENA_MAX=1:", Text(to => TrimView.Write(new TrimAnswer(MadeMalloc.Shown(), null) { ArenaMax = 1 }, 200, to)), StringComparison.Ordinal);
    }

    static TrimAnswer Done()
    {
        Snapshot before = MadeMalloc.Shown();
        MallocState state = before.MallocState!;
        Arena frag = state.Arenas[1];
        ArenaHeap heap = frag.Heaps[0] with { Resident = frag.Heaps[0].Resident with { Trimmable = Bytes.Zero } };
        Snapshot after = before with
        {
            Status = before.Status with { Resident = Bytes.FromMiB(888) },
            MallocState = state with { Arenas = [state.Arenas[0], frag with { Heaps = [heap, frag.Heaps[1]] }, state.Arenas[2]] },
            Pages = PageRuns.Empty,
        };
        return new TrimAnswer(before, new TrimDone(after, Fathom.Accounting.Malloc.TrimTruth.Of(before, after, Bytes.FromMiB(12)), Bytes.Zero));
    }

    static string Text(Action<TextWriter> write)
    {
        StringWriter to = new() { NewLine = "\n" };
        write(to);
        return to.ToString();
    }

    static string Json(Action<Stream> write)
    {
        using MemoryStream to = new();
        write(to);
        return Encoding.UTF8.GetString(to.ToArray());
    }
}
