using Fathom.Evidence;

namespace Fathom.Lab.Catalogue;

static class UnsafeMemory
{
    const long BlockBytes = 1_048_573;

    public static Scenario Scenario { get; } = new()
    {
        Id = "unsafe-memory",
        Title = "blocks from Unsafe.allocateMemory that nobody frees",
        Cause = "Off-heap memory by address: no object owns it, no collection frees it, and MaxDirectMemorySize does "
            + "not bound it. A page counts as resident only once it was written.",
        MainClass = "UnsafeMemory",
        JvmFlags = ["-Xmx256m"],
        Count = 307,
        SmallCount = 61,
        Variants =
        [
            new("touched", true, "every byte is written",
                new Effect(Effect.Malloc, BlockBytes, 0.05, Bytes.FromMiB(12)),
                new Effect(Effect.Rss, BlockBytes, 0.05, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH034")],
            },
            new("untouched", false, "no byte is written: committed, but not resident",
                new Effect(Effect.Vsz, BlockBytes, 0.05, Bytes.FromMiB(16)),
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH071")],
            },
            new("fixed", false, "each block is written and freed",
                new Effect(Effect.Malloc, 0, 0, Bytes.FromMiB(12)),
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(12))),
        ],
    };
}
