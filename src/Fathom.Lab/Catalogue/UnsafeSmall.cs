using Fathom.Evidence;

namespace Fathom.Lab.Catalogue;

static class UnsafeSmall
{
    public static Scenario Scenario { get; } = new()
    {
        Id = "unsafe-small",
        Title = "hundreds of thousands of small Unsafe blocks",
        Cause = "An off-heap map that takes a block for each entry and frees none. All blocks are of one size.",
        MainClass = "UnsafeMemory",
        JvmFlags = ["-Xmx256m", "-Dsize=701"],
        Count = 400009,
        SmallCount = 99991,
        Variants =
        [
            new("touched", true, "every byte is written",
                new Effect(Effect.Rss, 720, 0.05, Bytes.FromMiB(16)))
            {
                Verdicts = [new("B", "FTH034")],
            },
            new("fixed", false, "each block is written and freed",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(12))),
        ],
    };
}
