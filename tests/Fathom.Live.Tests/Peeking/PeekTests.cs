using System.Globalization;
using System.Text.Json;
using Fathom.Evidence;
using Fathom.Live.Tests.Cli;
using Fathom.Tests;

namespace Fathom.Live.Tests.Peeking;

/// <summary>A program that knows what it put where, and what strings(1) says of the same bytes.</summary>
public sealed class PeekTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("gcc")]
    public void A_block_is_shown_with_its_texts_its_neighbours_and_who_points_to_it()
    {
        using CTarget target = new("peeked");
        AddressRange block = target.One("block");

        JsonElement peek = Peek(target, (block.Start + 500).ToString());

        Assert.Equal((block.Start.ToString(), 1024, "in use", 0),
            (Text(peek.GetProperty("block"), "address"), peek.GetProperty("block").GetProperty("chunk_bytes").GetInt32(),
                Text(peek.GetProperty("block"), "state"), peek.GetProperty("arena").GetInt32()));
        Assert.Equal(["***@*** wrote", "GET /orders/1999993 HTTP/1.1", "Größe des Speichers", "password=***", "wide text of 23 letters"],
            peek.GetProperty("texts").EnumerateArray().Select(each => Text(each, "text")).Order(StringComparer.Ordinal));
        Assert.Equal("in use", Text(peek.GetProperty("before"), "state"));
        Assert.Equal("in use", Text(peek.GetProperty("after"), "state"));
        JsonElement[] referrers = [.. peek.GetProperty("referrers").EnumerateArray()];
        JsonElement holder = Assert.Single(referrers, each => Text(each, "kind") == "chunk");
        Assert.Equal((target.One("holder").Start.ToString(), 16), (Text(holder, "owner"), holder.GetProperty("offset").GetInt32()));
        Assert.Contains(referrers, each => Text(each, "kind") == "library data" && Text(each, "at") == target.One("keeper").Start.ToString());
    }

    [RequiresFact("gcc")]
    public void What_is_secret_is_shown_only_when_asked_for()
    {
        using CTarget target = new("peeked");
        string[] call = ["peek", Pid(target), target.One("block").Start.ToString(), "--hex"];

        Answer masked = Answer.Of(call), json = Answer.Of([.. call, "--json"]), raw = Answer.Of([.. call, "--raw"]);

        Assert.All((Answer[])[masked, json], each =>
        {
            Assert.Equal(0, each.ExitCode);
            Assert.DoesNotContain("hunter2", each.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("68756e746572", each.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("68 75 6e 74", each.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("joe.public", each.Text, StringComparison.Ordinal);
        });
        Assert.Contains("password=hunter2secret", raw.Text, StringComparison.Ordinal);
        Assert.Contains("68 75 6e 74", raw.Text, StringComparison.Ordinal);
    }

    [RequiresFact("gcc")]
    public void Freed_blocks_are_told_by_where_they_wait()
    {
        using CTarget target = new("peeked");

        Assert.Equal(("free", 2016), Block(target, target.One("freed").Start.ToString()));
        Assert.Equal(("thread cache", 800), Block(target, target.One("cached").Start.ToString()));
        Assert.Equal(("mmapped", 303104), Block(target, (target.One("big").Start + 200000).ToString()));
    }

    [RequiresFact("gcc")]
    public void A_free_block_s_bin_is_the_one_that_its_links_lead_to()
    {
        using CTarget target = new("peeked");

        // bin_index of 2,016 bytes (malloc.c): 48 and the size in units of 64. The other was freed last.
        Assert.Equal((48 + (2016 / 64), false), Bin(target, "freed"));
        Assert.Equal((1, false), Bin(target, "loose"));
        Assert.Contains("free, in the unsorted bin", Answer.Of("peek", Pid(target), target.One("loose").Start.ToString()).Text, StringComparison.Ordinal);
    }

    [RequiresFact("gcc")]
    public void Chunks_of_a_size_are_looked_into_and_no_others()
    {
        using CTarget target = new("peeked");

        JsonElement peek = Peek(target, "--size", "5008");

        Assert.Equal(31, peek.GetProperty("parts").GetInt32());
        Assert.Equal([("in one of thirty-one blocks", 31), ("to the very last byt", 31)],
            peek.GetProperty("texts").EnumerateArray().Select(each => (Text(each, "text"), each.GetProperty("count").GetInt32())));
    }

    [RequiresFact("gcc")]
    public void Chunks_of_a_row_of_the_census_are_looked_into_and_no_others()
    {
        using CTarget target = new("peeked");

        JsonElement peek = Peek(target, "--group", "Unattributed/blocks of 5,008");

        Assert.Equal(31, peek.GetProperty("parts").GetInt32());
        Assert.Equal([("in one of thirty-one blocks", 31), ("to the very last byt", 31)],
            peek.GetProperty("texts").EnumerateArray().Select(each => (Text(each, "text"), each.GetProperty("count").GetInt32())));
        Assert.InRange(Peek(target, "--group", "unattributed").GetProperty("parts").GetInt32(), 32, 100_000);
    }

    [RequiresFact("gcc", "strings")]
    public void All_that_strings_finds_in_the_same_bytes_is_found_and_no_more()
    {
        using CTarget target = new("peeked");
        string file = _folder.At("heap.dump");

        JsonElement peek = Peek(target, "--mapping", "[heap]", "--top", "10000", "--raw", "-o", file);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Dictionary<string, int> said = Outside.Run("strings", "-n", "10", file).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .GroupBy(line => line).ToDictionary(group => group.Key, group => group.Count());
        // What strings cuts out of a text in UTF-8.
        Assert.True(said.Remove("e des Speichers"));
        Assert.Equal(997, said["the same text in many places"]);
        Assert.Equal(said, peek.GetProperty("texts").EnumerateArray().Where(each => Text(each, "encoding") == "ascii")
            .ToDictionary(each => Text(each, "text"), each => each.GetProperty("count").GetInt32()));
    }

    [RequiresFact("gcc", "gcore")]
    public void A_core_shows_what_the_process_did()
    {
        using CTarget target = new("peeked");
        Outside.Run("gcore", "-o", _folder.At("core"), Pid(target));
        string block = target.One("block").Start.ToString();

        JsonElement live = Peek(target, block), core = Json("peek", _folder.At("core." + Pid(target)), block);

        foreach (string member in (string[])["texts", "block", "before", "after", "arena"])
            Assert.Equal(live.GetProperty(member).GetRawText(), core.GetProperty(member).GetRawText());
    }

    [RequiresFact("gcc")]
    public void What_is_not_there_is_said_and_not_shown()
    {
        using CTarget target = new("peeked");
        string pid = Pid(target);

        Assert.Equal(5, Answer.Of("peek", pid, "0x10").ExitCode);
        Assert.Equal(5, Answer.Of("peek", pid, "--arena", "99").ExitCode);
        Assert.Equal(5, Answer.Of("peek", pid, "--size", "777777").ExitCode);
        Assert.Equal(5, Answer.Of("peek", pid, "--mapping", "nothing.so").ExitCode);
        Assert.Equal(5, Answer.Of("peek", pid, "--group", "unattributed/zebras").ExitCode);
        Assert.Equal(5, Answer.Of("peek", pid, "--group", "blocks of 5,008").ExitCode);
        Assert.Equal(2, Answer.Of("peek", pid).ExitCode);
        Assert.Equal(2, Answer.Of("peek", pid, "zebra").ExitCode);
        Assert.Equal(2, Answer.Of("peek", pid, "0x20-0x10").ExitCode);
        Assert.Equal(2, Answer.Of("peek", pid, "--all", "--arena", "0").ExitCode);
    }

    static (string?, int) Block(CTarget target, string address)
    {
        JsonElement block = Peek(target, address).GetProperty("block");
        return (Text(block, "state"), block.GetProperty("chunk_bytes").GetInt32());
    }

    static (int, bool) Bin(CTarget target, string name)
    {
        JsonElement block = Peek(target, target.One(name).Start.ToString()).GetProperty("block");
        return (block.GetProperty("bin").GetInt32(), block.GetProperty("bin_by_size").GetBoolean());
    }

    static JsonElement Peek(CTarget target, params string[] arguments) => Json(["peek", Pid(target), .. arguments]);

    static JsonElement Json(params string[] arguments)
    {
        Answer answer = Answer.Of([.. arguments, "--json"]);
        Assert.True(answer.ExitCode == 0, answer.Talk + answer.Text);
        return answer.Json.GetProperty("peek");
    }

    static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;

    static string Pid(CTarget target) => target.Pid.ToString(CultureInfo.InvariantCulture);
}
