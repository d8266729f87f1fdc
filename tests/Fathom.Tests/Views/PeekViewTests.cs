using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Peeking;
using Fathom.Tests.Accounting.Malloc;
using Fathom.Tests.Cli;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Tests.Views;

/// <summary>`peek` of made-up memory, as it was looked at and kept.</summary>
public class PeekViewTests
{
    const ulong At = 0x7f31a4002b10;

    public static TheoryData<string> Names => [.. Shown.Keys];

    static readonly Dictionary<string, Func<string>> Shown = new()
    {
        ["peek-block.txt"] = () => Text(Block(), 80),
        ["peek-block-160.txt"] = () => Text(Block(), 160),
        ["peek-free.txt"] = () => Text(Free(), 80),
        ["peek-all.txt"] = () => Text(All(), 80),
        ["peek-block.json"] = () => Json(Block()),
        ["peek-free.json"] = () => Json(Free()),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void An_answer_is_the_one_that_was_kept_in_any_country(string name)
    {
        Golden.Matches("malloc", name, Shown[name]());
        Golden.Matches("malloc", name, Call.Abroad(Shown[name]));
    }

    [Fact]
    public void No_text_from_memory_moves_the_cursor()
    {
        foreach (string name in Shown.Keys.Where(name => name.EndsWith(".txt", StringComparison.Ordinal)))
            Assert.DoesNotContain(Shown[name](), c => char.IsControl(c) && c != '\n');
    }

    static MemoryContents Block() => Contents("block " + new Address(At + 16), 1016, 1016) with
    {
        Block = new PeekedBlock(Chunk(0, 1024, PeekedState.InUse, 0x404))
        {
            Arena = 3,
            Before = Chunk(-2016, 2016, PeekedState.Free, 0x7e5) with { Bin = PeekedChunk.Unsorted },
            After = Chunk(1024, 64, PeekedState.Tcache, 0x45) with { Bin = 2 },
        },
        Referrers = new Referrers(
        [
            new(new Address(0x7f31a4001000), ReferrerKind.Chunk, "0x7f31a4000ff0", 16, 0) { OwnerSize = new Bytes(64) },
            new(new Address(0x7f31a4001800), ReferrerKind.FreeChunk, "0x7f31a40017f0", 16, 0) { OwnerSize = new Bytes(48) },
            new(new Address(0x7f31b8004010), ReferrerKind.LibraryData, "libacme.so", 0x4010, 0),
            new(new Address(0x7f31c8004010), ReferrerKind.Stack, "worker\u001b[31m-1", 0xff10, 16),
            new(new Address(0xe0001010), ReferrerKind.JavaHeap, "", 0x1010, 0),
            new(new Address(0x7f31d8004010), ReferrerKind.Other, "[anon]", 8, 0),
        ], 6, Bytes.FromMiB(731), Bytes.FromMiB(64)),
        Hex = new HexBytes(new Address(At + 16), [.. Enumerable.Range(0, 37).Select(i => i is > 8 and < 17 ? (byte?)null : (byte)(0x1b + i))]),
    };

    static MemoryContents Free() => Contents("block " + new Address(At + 16), 2008, 0x600) with
    {
        Texts = [],
        TextCount = 0,
        TextBytes = Bytes.Zero,
        DistinctTexts = 0,
        Block = new PeekedBlock(Chunk(0, 2016, PeekedState.Free, 0x7e0) with { Bin = 79 })
        {
            Arena = 0,
            Before = Chunk(-1024, 1024, PeekedState.Free, null) with { Bin = 64, IsBinBySize = true },
            After = Chunk(2016, 132_000, PeekedState.Top, 0x203a1),
        },
        Referrers = new Referrers([], 0, Bytes.FromMiB(10), Bytes.Zero),
    };

    static MemoryContents All() => Contents("every mapping that can be written to", 3L << 30, 700L << 20) with
    {
        Parts = 1009,
        Forgotten = 20_011,
        Written = new Bytes(700L << 20),
    };

    static MemoryContents Contents(string asked, long size, long read) =>
        new(asked, new AddressRange(new Address(At + 16), new Address(At + 16 + (ulong)size)), new Bytes(size), new Bytes(read))
        {
            MinLength = 10,
            TextCount = 12_347,
            TextBytes = new Bytes(345_678),
            DistinctTexts = 1009,
            Texts =
            [
                Found("GET /orders/1999993 HTTP/1.1", TextEncoding.Ascii, 10_007, "http header"),
                Found("password=***", TextEncoding.Ascii, 31, null) with { IsMasked = true },
                Found("Größe des Speichers", TextEncoding.Utf8, 7, null),
                Found("wide text of 23 letters", TextEncoding.Utf16, 3, null),
                Found("evil\u001b]0;title\u0007\u202e " + new string('x', 200), TextEncoding.Ascii, 1, "class name"),
            ],
        };

    static FoundText Found(string text, TextEncoding encoding, long count, string? kind) =>
        new(text, encoding, count, new Bytes(text.Length), kind, new Address(At + 64));

    static PeekedChunk Chunk(long from, long size, PeekedState state, ulong? word) =>
        new(new Address(At) + from, new Bytes(size), state) { Word = word };

    static Snapshot Taken(MemoryContents contents) => MadeMalloc.Shown() with { Contents = contents };

    static string Text(MemoryContents contents, int columns)
    {
        StringWriter to = new() { NewLine = "\n" };
        PeekView.Write(Taken(contents), columns, to);
        return to.ToString();
    }

    static string Json(MemoryContents contents)
    {
        using MemoryStream to = new();
        PeekJson.Write(to, Taken(contents));
        return Encoding.UTF8.GetString(to.ToArray());
    }
}
