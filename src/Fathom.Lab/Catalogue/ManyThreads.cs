using Fathom.Evidence;

namespace Fathom.Lab.Catalogue;

static class ManyThreads
{
    public static Scenario Scenario { get; } = new()
    {
        Id = "many-threads",
        Title = "a thread pool for each request, none shut down",
        Cause = "A waiting thread costs about 90 KB of stack and structures, not the size of -Xss.",
        MainClass = "ManyThreads",
        JvmFlags = ["-Xmx256m"],
        Count = 601,
        SmallCount = 401,
        Variants =
        [
            new("leak", true, "all threads wait for ever",
                new Effect(Effect.Rss, 80_000, 0.35, Bytes.FromMiB(6)))
            {
                Verdicts = [new("B", "FTH046")],
            },
            new("fixed", false, "seven threads do",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(6))),
        ],
    };
}
