using Fathom.Evidence;

namespace Fathom.Lab.Catalogue;

/// <summary>Inflaters and deflaters that Java objects keep.</summary>
static class StreamsKept
{
    public static Scenario Deflaters { get; } = new()
    {
        Id = "deflater-kept",
        Title = "deflaters that are used once and kept",
        Cause = "A Deflater owns 268 KB of native state until end() is called. A pool or a ThreadLocal that keeps the "
            + "objects keeps the state, and no collection helps.",
        MainClass = "StreamsKept",
        JvmFlags = ["-Xmx256m", "-Ddeflate=true"],
        Count = 601,
        SmallCount = 199,
        Variants =
        [
            new("leak", true, "each deflater stays in a list",
                new Effect(Effect.Rss, 268_000, 0.1, Bytes.FromMiB(20)))
            {
                Verdicts = [new("B", "FTH010"), new("C", "FTH010"), new("D", "FTH060")],
            },
            new("fixed", false, "each deflater is ended",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(20))),
        ],
    };

    public static Scenario Inflaters { get; } = new()
    {
        Id = "inflater-kept",
        Title = "inflaters that are used once and kept",
        Cause = "An Inflater owns 40 KB of native state until end() is called; an unbounded pool of them grows without "
            + "the heap showing it.",
        MainClass = "StreamsKept",
        JvmFlags = ["-Xmx256m"],
        Count = 6007,
        SmallCount = 1999,
        Variants =
        [
            new("leak", true, "each inflater stays in a list",
                new Effect(Effect.Rss, 40_080, 0.1, Bytes.FromMiB(20)))
            {
                Verdicts = [new("B", "FTH010"), new("C", "FTH010")],
            },
            new("fixed", false, "each inflater is ended",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(20))),
        ],
    };
}
