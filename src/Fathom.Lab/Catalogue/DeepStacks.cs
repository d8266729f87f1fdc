using Fathom.Evidence;

namespace Fathom.Lab.Catalogue;

static class DeepStacks
{
    public static Scenario Scenario { get; } = new()
    {
        Id = "deep-stacks",
        Title = "threads that recursed deeply once",
        Cause = "A stack never shrinks: the pages it grew into stay as long as the thread lives.",
        MainClass = "DeepStacks",
        // A compiled frame is a third of an interpreted one: how deep a stack gets would depend on when the compiler comes.
        JvmFlags =
            ["-Xmx256m", "-Xss16m", "-XX:CompileCommand=quiet", "-XX:CompileCommand=exclude,lab/DeepStacks.descend"],
        Count = 41,
        SmallCount = 11,
        Variants =
        [
            new("leak", true, "60,013 frames deep, once",
                new Effect(Effect.Rss, 9_690_000, 0.1, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH047")],
            },
            new("fixed", false, "60 frames deep",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(12))),
        ],
    };
}
