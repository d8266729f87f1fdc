using Fathom.Evidence;

namespace Fathom.Lab.Catalogue;

/// <summary>Memory of java.lang.foreign.</summary>
static class FfmMemory
{
    public static Scenario Scenario { get; } = new()
    {
        Id = "ffm-arenas",
        Title = "segments in arenas that nobody closes",
        Cause = "A shared arena that is dropped can never be closed: the object is collected, its memory is not.",
        MainClass = "FfmMemory",
        JvmFlags = ["-Xmx256m", "-Xmn200m", "-XX:MaxDirectMemorySize=700m", "--enable-native-access=ALL-UNNAMED"],
        Jdks = new(22),
        Release = 22,
        Count = 307,
        SmallCount = 61,
        Variants =
        [
            new("shared", true, "a shared arena for each, dropped",
                new Effect(Effect.Rss, 1_048_573, 0.05, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH035")],
            },
            new("global", true, "all in the global arena",
                new Effect(Effect.Rss, 1_048_573, 0.05, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH035")],
            },
            new("auto", true, "an automatic arena for each, dropped and not yet collected",
                new Effect(Effect.Rss, 1_048_573, 0.05, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH031", "FTH035")],
            },
            new("malloc", true, "malloc of the C library, called by hand",
                new Effect(Effect.Rss, 1_048_573, 0.05, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH020", "FTH035")],
            },
            new("fixed", false, "a confined arena for each, closed",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(12))),
        ],
    };

    public static Scenario Small { get; } = new()
    {
        Id = "ffm-small",
        Title = "hundreds of thousands of small segments",
        Cause = "Each small segment in a shared arena of its own is a block of malloc that nobody will free.",
        MainClass = "FfmMemory",
        JvmFlags = ["-Xmx256m", "-Xmn200m", "-Dsize=811", "--enable-native-access=ALL-UNNAMED"],
        Jdks = new(22),
        Release = 22,
        Count = 300007,
        SmallCount = 80021,
        Variants =
        [
            new("shared", true, "a shared arena for each, dropped",
                new Effect(Effect.Rss, 832, 0.15, Bytes.FromMiB(24)))
            {
                Verdicts = [new("B", "FTH035")],
            },
            new("fixed", false, "a confined arena for each, closed",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(24))),
        ],
    };
}
