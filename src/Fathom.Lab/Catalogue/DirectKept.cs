using Fathom.Evidence;

namespace Fathom.Lab.Catalogue;

static class DirectKept
{
    const long BufferBytes = 1_048_573;

    public static Scenario Scenario { get; } = new()
    {
        Id = "direct-kept",
        Title = "a direct buffer for every request, each kept",
        Cause = "ByteBuffer.allocateDirect takes native memory that lives as long as its small object on the heap; "
            + "a list, cache or thread that keeps the objects keeps the memory.",
        MainClass = "DirectBuffers",
        JvmFlags = ["-Xmx256m", "-XX:MaxDirectMemorySize=700m"],
        Count = 307,
        SmallCount = 61,
        Variants =
        [
            new("leak", true, "each buffer is kept in a list",
                new Effect(Effect.Malloc, BufferBytes, 0.05, Bytes.FromMiB(12)),
                new Effect(Effect.Rss, BufferBytes, 0.05, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH030"), new("C", "FTH030")],
            },
            new("fixed", false, "one buffer is used again and again",
                new Effect(Effect.Malloc, 0, 0, Bytes.FromMiB(12)),
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(12))),
        ],
    };
}
