namespace Fathom.Live.Tests.Census;

/// <summary>Contexts of libraries that others link, by those libraries' own count of their bytes where they have one.</summary>
static class CodecTruth
{
    const long Page = 4096;

    internal static TruthProgram[] All { get; } =
    [
        Program("zstd", everywhere: true, "libzstd.so", jvm =>
        [
            Sized(jvm["packing"], jvm["packingbytes"], "(?<!de)compress|CCtx"), Sized(jvm["unpacking"], jvm["unpackingbytes"], "decompress|DCtx"),
        ]),
        Program("sqlite", everywhere: true, "libsqlite3.so", jvm =>
        [
            // sqlite3_memory_used does not count malloc's own words, nor what lies in between.
            Expected.OfBytes((long)(jvm["bytes"] * 0.95), (long)(jvm["bytes"] * 1.2)),
            Expected.Of(jvm["databases"], Page, jvm["bytes"]) with { Structure = "connection|database" },
        ]),
        Program("lz4", everywhere: false, "liblz4.so", jvm =>
        [
            // No address of the library stands in its streams, so nothing proves them its own: by size, in its user's data.
            Sized(jvm["fast"], jvm["fastbytes"], null) with { Chunks = [Block.ChunkOf(jvm["fastbytes"] / jvm["fast"])], Owners = ["liblz4.so", "libholdslz4.so"] },
            Sized(jvm["high"], jvm["highbytes"], null) with { Chunks = [524288], Owners = ["liblz4.so", "libholdslz4.so"] },
        ]),
        Program("brotli", everywhere: false, "libbrotli", jvm =>
        [
            // At quality 5 with a window of 4 MiB: ring buffer, hash table of 1 MiB, commands.
            Expected.Of(jvm["packing"], Page, 4 << 20) with { Structure = "encod|(?<!de)compress" },
            Expected.Of(jvm["unpacking"], Page, 1 << 20) with { Structure = "decod|decompress" },
        ]),
        Program("ssl", everywhere: false, "libssl.so", jvm =>
        [
            Expected.Of(jvm["contexts"], 1000, 1 << 20) with { Structure = "context|SSL_CTX" },
            Expected.Of(jvm["connections"], 1000, 1 << 20) with { Structure = "connection|SSL$" },
        ]),
    ];

    static TruthProgram Program(string name, bool everywhere, string owner, Func<TruthJvm, Expected[]> expects) =>
        new(name, ["com.example.Codecs", name], _ => [], jvm =>
            [.. expects(jvm).Select(expected => expected with { Owners = expected.Owners ?? [owner], Reach = ["native"], From = $"libholds{name}.so" })])
        {
            Everywhere = everywhere,
            Missing = CodecLibrary.All.Single(codec => codec.Name == "holds" + name).Missing,
        };

    /// <summary>Large blocks come in whole pages.</summary>
    static Expected Sized(long count, long bytes, string? structure) =>
        Expected.Of(count, 0, 0) with { LeastBytes = bytes - (bytes / 50), MostBytes = bytes + (bytes / 50) + (count * 2 * Page), Structure = structure };
}
