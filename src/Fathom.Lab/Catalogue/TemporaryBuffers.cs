using Fathom.Evidence;

namespace Fathom.Lab.Catalogue;

static class TemporaryBuffers
{
    public static Scenario Scenario { get; } = new()
    {
        Id = "temporary-buffers",
        Title = "large heap buffers written by many threads",
        Cause = "To write a heap buffer NIO copies it into a direct one and keeps that for the thread, as large as its "
            + "largest write.",
        MainClass = "TemporaryBuffers",
        JvmFlags = ["-Xmx256m", "-XX:MaxDirectMemorySize=700m"],
        Count = 41,
        SmallCount = 11,
        Variants =
        [
            new("leak", true, "one buffer of 8 MiB for each thread",
                new Effect(Effect.Rss, 8_388_615, 0.05, Bytes.FromMiB(16)))
            {
                Verdicts = [new("B", "FTH033")],
            },
            new("capped", true, "large buffers are freed at once, into arenas whose mmap threshold they have raised")
            {
                JvmFlags = ["-Djdk.nio.maxCachedBufferSize=262144"],
                Verdicts = [new("B", "FTH063", "FTH060")],
            },
            new("fixed", false, "each thread writes 64 KiB at a time",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(16))),
        ],
    };
}
