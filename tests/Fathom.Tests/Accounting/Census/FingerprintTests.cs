using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Accounting.Fingerprints;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using static Fathom.Tests.Accounting.Census.MadeCensus;

namespace Fathom.Tests.Accounting.Census;

/// <summary>What fits a fingerprint, and what only looks like it.</summary>
public class FingerprintTests
{
    [Fact]
    public void A_stream_its_state_and_its_window_are_one()
    {
        MadeCensus made = new();
        made.Inflate(2003);

        CensusRow row = Assert.Single(made.Rows().Rows);

        Assert.Equal(("libz.so.1", "zlib inflate stream", 2003L, Confidence.Certain), (row.Owner, row.Structure, row.Count, row.Confidence));
        Assert.Equal(2003L * (128 + 7168 + 32784), row.Bytes.Value);
    }

    [Fact]
    public void Streams_that_gave_nothing_yet_have_no_window()
    {
        MadeCensus made = new();
        int stream = made.Group(128, 100, Code(64, Zlib, 0x12560), Code(72, Zlib, 0x12570));
        made.Link(made.Under(stream, 56, 7168, 100), 0, stream, 100);

        Assert.Equal(("zlib inflate stream", 100L), (made.Rows().Rows[0].Structure, made.Rows().Rows[0].Count));
    }

    [Fact]
    public void A_stream_with_four_buffers_deflates()
    {
        MadeCensus made = new();
        int stream = made.Group(128, 211, Code(64, "/opt/jdk/lib/libzip.so", 0x100, "zcalloc"), Code(72, "/opt/jdk/lib/libzip.so", 0x200, "zcfree"));
        int state = made.Under(stream, 56, 5984, 211);
        made.Under(state, 16, 131072, 211);
        made.Under(state, 96, 131072, 211);
        made.Under(state, 112, 131072, 211);
        made.Under(state, 120, 131072, 211);

        CensusRow row = Assert.Single(made.Rows().Rows);

        Assert.Equal(("libzip.so", "zlib deflate stream", 211L), (row.Owner, row.Structure, row.Count));
    }

    [Fact]
    public void A_stream_inside_another_s_struct_gives_zlib_its_state_and_leaves_the_struct()
    {
        MadeCensus made = new();
        int host = made.Group(256, 100, Constant(0, Acme, 0x4040), Code(88, Zlib, 0x12560), Code(96, Zlib, 0x12570));
        int state = made.Under(host, 80, 7168, 100);
        made.Under(state, 72, 32784, 100);

        CensusRows rows = made.Rows();

        Assert.Equal([("libz.so.1", "zlib inflate stream", 100L), ("libacme.so", "struct with 0x4040 at 0", 100L)],
            rows.Rows.Select(row => (row.Owner, row.Structure, row.Count)));
    }

    [Fact]
    public void A_struct_that_holds_a_stream_and_says_nothing_else_is_nobody_s()
    {
        MadeCensus made = new();
        int host = made.Group(256, 100, Code(88, Zlib, 0x12560), Code(96, Zlib, 0x12570));
        made.Under(host, 80, 7168, 100);

        Assert.Null(made.Rows().Rows.Single(row => row.SizeClasses.Contains(new Bytes(256))).Owner);
    }

    static readonly Dictionary<string, Func<MadeCensus, int>> Missed = new()
    {
        { "the sizes alone", made => made.Under(made.Under(made.Group(128, 100), 56, 7168, 100), 72, 32784, 100) },
        { "callbacks of two libraries", made => made.Under(made.Group(128, 100, Code(64, Zlib, 1), Code(72, Acme, 2)), 56, 7168, 100) },
        { "callbacks elsewhere", made => made.Under(made.Group(128, 100, Code(80, Zlib, 1), Code(88, Zlib, 2)), 56, 7168, 100) },
        { "no state", made => made.Group(128, 100, Code(64, Zlib, 1), Code(72, Zlib, 2)) },
        { "a state of another size", made => made.Under(made.Group(128, 100, Code(64, Zlib, 1), Code(72, Zlib, 2)), 56, 64, 100) },
        { "a state elsewhere", made => made.Under(made.Group(128, 100, Code(64, Zlib, 1), Code(72, Zlib, 2)), 48, 7168, 100) },
        { "data instead of code", made => made.Under(made.Group(128, 100, Data(64, Zlib, 1), Data(72, Zlib, 2)), 56, 7168, 100) },
        { "the JVM's own", made => made.Under(made.Group(128, 100, "Internal", Code(80, Zlib, 1), Code(88, Zlib, 2)), 72, 7168, 100) },
    };

    public static TheoryData<string> NearMisses => [.. Missed.Keys];

    [Theory]
    [MemberData(nameof(NearMisses))]
    public void What_only_looks_like_a_stream_is_none(string what)
    {
        MadeCensus made = new();
        Missed[what](made);

        Assert.DoesNotContain(made.Rows().Rows, row => row.Structure.StartsWith("zlib", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_a_mixture_only_what_is_led_to_is_taken()
    {
        MadeCensus made = new();
        int stream = made.Group(128, 100, Code(64, Zlib, 0x12560), Code(72, Zlib, 0x12570));
        int state = made.Under(stream, 56, 7168, 100);
        int mixed = made.Group(32784, 5000);
        made.Link(state, 72, mixed, 100);

        CensusRows rows = made.Rows();

        Assert.Equal(100 * (128 + 7168 + 32784), rows.Rows.Single(row => row.Owner == "libz.so.1").Bytes.Value);
        Assert.Equal(4900 * 32784, rows.Unattributed.Value);
    }

    [Fact]
    public void Streams_of_two_kinds_are_told_apart_by_their_states_and_by_who_holds_them()
    {
        MadeCensus made = new();
        int stream = made.Group(128, 1220, Code(64, Zlib, 0x12560), Code(72, Zlib, 0x12570));
        int inflate = made.Group(7168, 1009, Constant(104, Zlib, 0x19140), Constant(112, Zlib, 0x190c0));
        int deflate = made.Group(5968, 211);
        int buffers = made.Group(131072, 900);
        int window = made.Under(inflate, 72, 32784, 1009);
        made.Link(stream, 56, inflate, 1009).Link(stream, 56, deflate, 211).Link(inflate, 0, stream, 1009).Link(deflate, 0, stream, 211);
        foreach (int offset in (ReadOnlySpan<int>)[16, 96, 112, 120])
            made.Link(deflate, offset, buffers, 211);
        made.Held(stream, "java.util.zip.Inflater$InflaterZStreamRef", 1009, HolderState.Kept, "Orders.cache");
        made.Held(stream, "java.util.zip.Deflater$DeflaterZStreamRef", 211, HolderState.Garbage);

        CensusRows rows = made.Rows();

        Assert.Equal(
            [("zlib deflate stream", 211L, Reachable.Garbage), ("zlib inflate stream", 1009L, Reachable.Java), ("blocks of up to 128 KiB: unknown data", 56L, Reachable.Unknown)],
            rows.Rows.Select(row => (row.Structure, row.Count, row.Reachable)));
        Assert.Equal(1009 * (128 + 7168 + 32784), rows.Rows[1].Bytes.Value);
    }

    [Fact]
    public void What_a_stream_reads_from_is_not_the_stream_s()
    {
        MadeCensus made = new();
        (int stream, _, _) = made.Inflate(100);
        made.Under(stream, 0, 8208, 100);

        Assert.Null(made.Rows().Rows.Single(row => row.SizeClasses.Contains(new Bytes(8208))).Owner);
    }

    [Fact]
    public void A_brotli_decoder_has_its_tables_and_an_encoder_what_it_leads_to()
    {
        const string common = "/usr/lib/libbrotlicommon.so.1.0.9", encoders = "/usr/lib/libbrotlienc.so.1.0.9";
        MadeCensus made = new();
        int decoder = made.Group(5168, 101, Data(24, Acme, 0x11777), Code(40, common, 0x1140), Code(48, common, 0x1150));
        foreach ((int offset, int size) in (ReadOnlySpan<(int, int)>)[(168, 2544), (192, 4336), (216, 14160), (120, 524288)])
            made.Under(decoder, offset, size, 101);
        int encoder = made.Group(6576, 53, Constant(88, common, 0x21ce0), Constant(112, encoders, 0x4b4e0), Constant(120, encoders, 0x434e0));
        foreach ((int offset, int size) in (ReadOnlySpan<(int, int)>)[(376, 2097152), (200, 16777216), (224, 2097152)])
            made.Under(encoder, offset, size, 53);
        // As it is made, a decoder has no parts.
        made.Group(5168, 10, Code(40, common, 0x1140), Code(48, common, 0x1150));
        made.Group(5168, 7, Code(40, Acme, 0x1140), Code(48, Acme, 0x1150));

        Assert.Equal([("libbrotlienc.so.1", "brotli encoder", 53L), ("libbrotlicommon.so.1", "brotli decoder", 111L)],
            made.Rows().Rows.Take(2).Select(row => (row.Owner, row.Structure, row.Count)));
        Assert.DoesNotContain(made.Rows().Rows.Skip(2), row => row.Structure.StartsWith("brotli", StringComparison.Ordinal));
    }

    [Fact]
    public void A_zstd_context_is_one_only_where_zstd_is_mapped()
    {
        MadeCensus made = new();
        int context = made.Group(5232, 53);
        int workspace = made.Under(context, 656, 4194304, 53);
        made.Link(context, 3176, workspace, 53).Link(context, 3400, workspace, 53);

        Assert.Null(made.Rows().Rows[0].Owner);
        made.Libraries.Add("/tmp/libzstd-jni-1.5.2-1234.so");
        CensusRow row = Assert.Single(made.Rows().Rows);
        Assert.Equal(("libzstd-jni-1.5.2-1234.so", "zstd compression context", 53L, Confidence.Likely), (row.Owner, row.Structure, row.Count, row.Confidence));
        made.Libraries.Add("/usr/lib/libzstd.so.1.5.4");
        Assert.Null(made.Rows().Rows[0].Owner);
    }

    [Fact]
    public void A_zstd_decompression_context_begins_with_addresses_of_its_own_tables()
    {
        MadeCensus made = new();
        made.Libraries.Add("/usr/lib/libzstd.so.1.5.4");
        int context = made.Group(131072, 31), other = made.Group(98304, 29);
        foreach (int offset in (ReadOnlySpan<int>)[0, 8, 16, 24])
            made.Itself(context, offset, 31);
        made.Itself(other, 0, 29).Itself(other, 8, 29);

        Assert.Equal([("libzstd.so.1", "zstd decompression context", 31L), (null, "blocks of up to 96 KiB: unknown data", 29L)],
            made.Rows().Rows.Select(row => (row.Owner, row.Structure, row.Count)));
    }

    [Fact]
    public void A_block_of_references_has_malloc_s_answer_at_one_of_four_places()
    {
        MadeCensus made = new();
        int block = made.Group(640, 313), storage = made.UnderRoot(RootKind.LibraryData, Jvm, 144, 11), other = made.Group(640, 40);
        made.Itself(block, 528, 140).Itself(block, 560, 173).Link(block, 520, storage, 140).Link(block, 552, storage, 173);
        made.Itself(other, 64, 40).Link(other, 8, storage, 40);

        // A block that has an address of its own, and its parent's, may be anybody's.
        Assert.Equal(("libjvm.so", "JNI or VM reference block", 313L, "blocks of 640 B: unknown data"),
            (made.Rows().Rows[0].Owner, made.Rows().Rows[0].Structure, made.Rows().Rows[0].Count, made.Rows().Rows[1].Structure));
    }

    [Fact]
    public void Of_blocks_with_the_jvm_s_tag_a_structure_has_those_that_it_leads_to()
    {
        MadeCensus made = new();
        int block = made.Group(672, 89, "Internal"), storage = made.Group(96, 640_000, "Internal");
        made.Itself(block, 560, 89).Link(block, 552, storage, 89);

        Assert.Equal([("Internal", 639_911L, 639_911 * 96L), ("JNI or VM reference block", 89L, 89 * (672L + 96))],
            made.Rows().Rows.Select(row => (row.Structure, row.Count, row.Bytes.Value)));
    }

    [Fact]
    public void Blocks_of_references_are_the_jvm_s_although_a_library_has_the_first_reference()
    {
        MadeCensus made = new();
        int block = made.UnderRoot(RootKind.LibraryData, "/opt/jdk/lib/libjava.so", 320, 626);
        made.Link(block, 264, block, 625);

        CensusRow row = Assert.Single(made.Rows().Rows);
        Assert.Equal(("libjvm.so", "JNI reference block", 626L), (row.Owner, row.Structure, row.Count));
    }

    [Fact]
    public void A_class_loader_is_known_by_the_arenas_of_its_metaspace()
    {
        MadeCensus made = new();
        int loader = made.UnderRoot(RootKind.Jvm, "class", 160, 293);
        int metaspace = made.Under(loader, 16, 48, 293);
        int arena = made.Group(80, 293, Data(16, Jvm, 0x1346600), Constant(56, Jvm, 0xfcc40e));
        made.Link(metaspace, 16, arena, 293);

        CensusRow row = Assert.Single(made.Rows().Rows);
        Assert.Equal(("libjvm.so", "class loader data", 293L), (row.Owner, row.Structure, row.Count));
    }

    [Fact]
    public void A_stdio_stream_has_its_tables_and_its_buffer()
    {
        MadeCensus made = new();
        int file = made.Group(480, 307, Constant(216, Libc, 0x1d05e0, "_IO_file_jumps"), Constant(464, Libc, 0x1d00a0, "_IO_wfile_jumps"));
        made.Under(file, 56, 1040, 300);
        made.Group(480, 20, Constant(216, Libc, 0x1d0220));

        Assert.Equal([("libc.so.6", "stdio stream", 307L), (null, "blocks of 480 B: unknown data", 20L)], made.Rows().Rows.Select(row => (row.Owner, row.Structure, row.Count)));
    }

    [Fact]
    public void A_connection_has_a_context_of_the_same_protocol()
    {
        const string ssl = "/usr/lib/libssl.so.3";
        MadeCensus made = new();
        int connection = made.Group(7616, 115, Constant(8, ssl, 0xa2aa0), Code(48, ssl, 0x66e00));
        int context = made.Group(1632, 23, Constant(8, ssl, 0xa2aa0));
        made.Link(connection, 2472, context, 115).Link(connection, 2952, context, 115);
        made.Under(connection, 7408, 21856, 115);
        made.Group(7616, 9, Constant(8, ssl, 0xa2aa0), Code(48, ssl, 0x66e00), Code(56, ssl, 0x66e10));

        Assert.Equal([("SSL connection", 115L), ("struct with 0xa2aa0 at 8", 9L)], made.Rows().Rows.Select(row => (row.Structure, row.Count)));
        Assert.All(made.Rows().Rows, row => Assert.Equal("libssl.so.3", row.Owner));
    }

    [Fact]
    public void Every_shipped_fingerprint_says_what_it_was_run_against()
    {
        Assert.NotEmpty(ShippedFingerprints.All);
        Assert.All(ShippedFingerprints.All, each => Assert.NotEmpty(each.Ran));
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "owner libz.so.1", "a fingerprint begins with its name" },
        { "name x\nowner y\nchunk a 32-64", "no words, links or holders" },
        { "name x\nchunk a 32-64\nword a+0 code", "no owner" },
        { "name x\nowner of a+8\nchunk a 32-64\nword a+0 code", "no owner" },
        { "name x\nowner y\nchunk a 64-32", "chunk LABEL LEAST-MOST" },
        { "name x\nowner y\nchunk a 32\nchunk a 64", "a label" },
        { "name x\nowner y\nchunk a 32\nword b+0 code", "word LABEL" },
        { "name x\nowner y\nchunk a 32\nword a+* code", "word LABEL" },
        { "name x\nowner y\nchunk a 32\nlink a+0 -> b", "link LABEL" },
        { "name x\nowner y\nchunk a 32\nlink a+0 -> a 3-1", "how many links" },
        { "name x\nowner y\nchunk a 9999999999999999999999g", "chunk LABEL" },
        { "name x\nremember 7168", "there is no statement" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_not_understood_is_said_with_its_line(string text, string problem)
    {
        Gap gap = FingerprintText.Parse(text, "mine").Gap!;

        Assert.Contains(problem, gap.What, StringComparison.Ordinal);
        Assert.StartsWith("mine:", gap.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_read_or_refused() => Law.Holds(random =>
    {
        string[] words = ["name", "owner", "of", "chunk", "word", "link", "->", "a", "b", "a+8", "b+*", "a+99999999", "32-64", "4k", "many", "1-many", "code", "in",
            "symbol", "*", "same", "inside", "bare", "itself", "tag", "holder", "referrer", "java.*", "\n", "\n", "\n", "#", "\0", "open", "ran", "remedy", "confidence", "certain", "-", "+"];
        string text = string.Concat(Enumerable.Range(0, random.Next(120)).Select(_ => words[random.Next(words.Length)] + (random.Next(3) == 0 ? "\n" : " ")));
        Result<IReadOnlyList<Fingerprint>> read = FingerprintText.Parse(text, "x");
        if (read.Ok)
            CensusRows.Of(CensusRowsTests.Random(random), [MadeCensus.Zlib], read.Value);
    }, 500);

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("lib*.so*", "libz.so.1", true)]
    [InlineData("libz*|libzip*", "libzip.so", true)]
    [InlineData("a*b*c", "aXbXbc", true)]
    [InlineData("a*b", "aXbc", false)]
    [InlineData("", "a", false)]
    public void A_star_stands_for_any_characters(string pattern, string text, bool fits) => Assert.Equal(fits, Wildcard.Fits(pattern, text));

    [Theory]
    [InlineData("_ZTVN4acme6WidgetE", "acme::Widget")]
    [InlineData("_ZTV10JavaThread", "JavaThread")]
    [InlineData("_ZTIN3foo3barE", "foo::bar")]
    [InlineData("N4acme6WidgetE", "acme::Widget")]
    [InlineData("_ZTVSt9exception", "std::exception")]
    [InlineData("_ZTVNSt6locale5facetE", "std::locale::facet")]
    [InlineData("_ZTV3BoxIiE", "Box<int>")]
    [InlineData("_ZTV20FormatStringEventLogILm256EE", "FormatStringEventLog<256>")]
    [InlineData("_ZTVN4acme4PoolINS_6WidgetEEE", "acme::Pool<…>")]
    [InlineData("_ZTVN12_GLOBAL__N_16HiddenE", "(anonymous)::Hidden")]
    [InlineData("_ZTVN4acmeE99", "_ZTVN4acmeE99")]
    [InlineData("_ZTV999x", "_ZTV999x")]
    [InlineData("main_arena", "main_arena")]
    [InlineData("", "")]
    public void A_class_is_called_as_its_author_called_it(string symbol, string name) => Assert.Equal(name, CppName.Of(symbol));

    [Fact]
    public void No_symbol_makes_the_demangler_fail() => Law.Holds(random =>
    {
        const string letters = "NESt_ZTVI0123456789abPR";
        CppName.Of("_ZTV" + string.Concat(Enumerable.Range(0, random.Next(300)).Select(_ => letters[random.Next(letters.Length)])));
        CppName.Of("_ZTVN" + new string('I', random.Next(400)) + new string('P', random.Next(400)));
    }, 500);

    [Theory]
    [InlineData("/usr/lib/libz.so.1.2.13", "libz.so.1", "libz")]
    [InlineData("/usr/lib/libssl.so.1.1", "libssl.so.1.1", "libssl")]
    [InlineData("/opt/libacme.so (deleted)", "libacme.so", "libacme")]
    [InlineData("/lib/libc-2.31.so", "libc-2.31.so", "libc")]
    [InlineData("/opt/jdk/bin/java", "java", "java")]
    [InlineData("/lib64/ld-linux-x86-64.so.2", "ld-linux-x86-64.so.2", "ld-linux-x86-64")]
    public void A_library_is_called_by_its_soname(string path, string name, string stem) =>
        Assert.Equal((name, stem), (LibraryName.Short(path), LibraryName.Stem(path)));
}
