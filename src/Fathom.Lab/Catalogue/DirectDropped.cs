using Fathom.Evidence;

namespace Fathom.Lab.Catalogue;

static class DirectDropped
{
    public static Scenario Scenario { get; } = new()
    {
        Id = "direct-dropped",
        Title = "direct buffers that are garbage, and no collection comes",
        Cause = "Each buffer is a tip of a few bytes in the heap over a megabyte below it. The quiet heap needs no "
            + "collection, so that the dropped ones stay.",
        MainClass = "DirectBuffers",
        JvmFlags = ["-Xmx256m", "-Xmn200m", "-XX:MaxDirectMemorySize=700m", "-Ddropped=true"],
        Count = 307,
        SmallCount = 61,
        Variants =
        [
            new("leak", true, "each buffer is forgotten",
                new Effect(Effect.Rss, 1_048_573, 0.05, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH031")],
            },
            new("explicit-gc-off", true, "the collection that would make room is forbidden",
                new Effect(Effect.Rss, 1_048_573, 0.05, Bytes.FromMiB(12)))
            {
                JvmFlags = ["-XX:MaxDirectMemorySize=200m", "-XX:+DisableExplicitGC"],
                Verdicts = [new("B", "FTH032") { Beside = ["FTH031"] }],
            },
            new("fixed", false, "one buffer is used again and again",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(12))),
        ],
    };
}
