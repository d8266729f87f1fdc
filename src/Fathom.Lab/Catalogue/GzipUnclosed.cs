using Fathom.Evidence;

namespace Fathom.Lab.Catalogue;

static class GzipUnclosed
{
    /// <summary>Chunks of zlib's inflate state, its window, and the stream record of libzip (zlib 1.2.13, glibc 2.36).</summary>
    const long StreamBytes = 7168 + 32784 + 128;

    public static Scenario Scenario { get; } = new()
    {
        Id = "gzip-unclosed",
        Title = "gzip streams read to their end and never closed",
        Cause = "Each GZIPInputStream owns an Inflater whose native state is freed by close(), or by the garbage "
            + "collector long after. The heap stays small, so no collection comes.",
        MainClass = "GzipUnclosed",
        // A small young generation would collect on the way, and its cleaners would free most streams.
        JvmFlags = ["-Xmx256m", "-Xmn200m"],
        Count = 9001,
        SmallCount = 1999,
        Variants =
        [
            new("leak", true, "no stream is closed",
                // The compilers' arenas are malloc's too: up to 18 MiB on a machine with two busy cores.
                new Effect(Effect.Malloc, StreamBytes, 0.10, Bytes.FromMiB(24)),
                new Effect(Effect.Rss, StreamBytes, 0.10, Bytes.FromMiB(24)))
            {
                Verdicts = [new("B", "FTH012"), new("C", "FTH060")],
            },
            new("fixed", false, "each stream is closed",
                new Effect(Effect.Malloc, 0, 0, Bytes.FromMiB(24)),
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(40))),
        ],
    };
}
