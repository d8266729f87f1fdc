using Fathom.Accounting.Census;
using Fathom.Accounting.Fingerprints;
using Fathom.Evidence.Census;
using static Fathom.Tests.Accounting.Census.MadeCensus;

namespace Fathom.Tests.Accounting.Census;

/// <summary>Structures without an address of their library: known by what they lead to, by themselves, or by who holds them.</summary>
public class BareFingerprintTests
{
    const string Lz4 = "/usr/lib/liblz4.so.1.9.4";

    [Fact]
    public void A_context_of_frames_is_one_only_where_lz4_is_mapped_and_nobody_else_s_words_are_in_it()
    {
        MadeCensus made = new();
        Frames(made, 47);
        Frames(made, 13, Constant(0, Acme, 0x4040));
        Assert.DoesNotContain(made.Rows().Rows, row => row.Structure.StartsWith("LZ4", StringComparison.Ordinal));

        made.Libraries.Add(Lz4);
        Assert.Equal(("liblz4.so.1", "LZ4 frame compression context", 47L), Shown(Assert.Single(made.Rows().Rows, row => row.Owner == "liblz4.so.1")));
    }

    [Fact]
    public void A_locale_has_all_its_categories()
    {
        MadeCensus made = new();
        int category = made.Group(96, 12);
        int whole = made.Group(336, 29), part = made.Group(352, 31);
        foreach (int offset in (ReadOnlySpan<int>)[0, 8, 16, 24, 32, 40, 56, 64, 72, 80, 88, 96])
        {
            made.Link(whole, offset, category, 29);
            if (offset != 40)
                made.Link(part, offset, category, 31);
        }

        Assert.Equal(("libc.so.6", "glibc locale", 29L), Shown(Assert.Single(made.Rows().Rows, row => row.Owner is not null)));
    }

    [Theory]
    [InlineData(48, 219)]
    [InlineData(40, 0)]
    [InlineData(null, 0)]
    public void A_result_of_getaddrinfo_has_its_socket_address_just_behind_itself(int? at, long found)
    {
        MadeCensus made = new();
        int result = made.Group(80, 219);
        made.Itself(result, 24, 219, at).Link(result, 40, result, 146);

        Assert.Equal(found, made.Rows().Rows.Where(row => row.Structure == "getaddrinfo result").Sum(row => row.Count));
    }

    [Fact]
    public void An_object_with_a_small_vector_is_no_result_of_getaddrinfo()
    {
        MadeCensus made = new();
        int thing = made.Group(80, 219, Table(0, Acme, "_ZTV5Thing"));
        made.Itself(thing, 24, 219, 48);

        Assert.Equal(("libacme.so", "Thing", 219L), Shown(Assert.Single(made.Rows().Rows)));
    }

    [Theory]
    [InlineData("java.nio.DirectByteBuffer", "io.netty.buffer.PoolChunk.memory", "Netty chunk")]
    [InlineData("java.nio.DirectByteBuffer", "io.grpc.netty.shaded.io.netty.buffer.PoolChunk.memory", "Netty chunk")]
    [InlineData("io.netty.buffer.PooledUnsafeDirectByteBuf", "com.example.Pools.kept", "Netty chunk")]
    [InlineData("java.nio.DirectByteBuffer", "io.netty.buffer.UnpooledDirectByteBuf.buffer", "direct buffer")]
    [InlineData("java.nio.DirectByteBuffer", "com.example.Pools.kept", "direct buffer")]
    [InlineData("java.nio.DirectByteBuffer", null, "direct buffer")]
    public void A_chunk_of_a_pool_is_told_from_a_buffer_by_who_refers_to_its_holder(string holder, string? referrer, string structure)
    {
        MadeCensus made = new();
        made.Held(made.Group(2 << 20, 24), holder, 24, HolderState.Kept, referrer);

        Assert.Equal(("libjvm.so", structure, 24L), Shown(Assert.Single(made.Rows().Rows)));
    }

    /// <summary>The loader's records have it, its own and those of libraries that ask where others are.</summary>
    [Fact]
    public void Where_a_file_is_mapped_is_no_mark_of_whoever_is_in_it()
    {
        MadeCensus made = new();
        made.Group(2320, 9, Constant(112, Acme, 0), Constant(136, Acme, 0x1a854));
        made.Group(96, 17, Constant(0, Acme, 0x4040), Constant(8, Acme, 0));

        Assert.Equal([(null, 9L), ("libacme.so", 17L)], made.Rows().Rows.Select(row => (row.Owner, row.Count)));
    }

    [Theory]
    [InlineData("chunk a 80-96 bare\nword a+24 itself 48", true)]
    [InlineData("chunk a 80-96\nword a+24-32 itself 48", false)]
    [InlineData("chunk a 80-96\nword a+24 itself here", false)]
    [InlineData("chunk a 80-96 naked\nword a+24 itself", false)]
    [InlineData("holder java.*\nreferrer com.example.*", true)]
    [InlineData("referrer com.example.*", false)]
    [InlineData("chunk a 80-96\nword a+0 code\nholder java.*\nreferrer com.example.*", false)]
    public void What_is_asked_of_a_chunk_or_a_holder_is_read(string asked, bool isRead) =>
        Assert.Equal(isRead, FingerprintText.Parse("name x\nowner y\n" + asked, "mine").Ok);

    static void Frames(MadeCensus made, long count, params GroupWord[] words)
    {
        int context = made.Group(224, count, words);
        made.Under(context, 120, 262144, count);
        made.Under(context, 200, 16432, count);
    }

    static (string? Owner, string Structure, long Count) Shown(CensusRow row) => (row.Owner, row.Structure, row.Count);
}
