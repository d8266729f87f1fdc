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
            [
                new(Effect.Malloc, BlockBytes, 0.05, Bytes.FromMiB(12)),
                new(Effect.Rss, BlockBytes, 0.05, Bytes.FromMiB(12)),
            ]),
            new("untouched", false, "no byte is written: committed, but not resident",
            [
                new(Effect.Vsz, BlockBytes, 0.05, Bytes.FromMiB(16)),
                new(Effect.Rss, 0, 0, Bytes.FromMiB(12)),
            ]),
            new("fixed", false, "each block is written and freed",
            [
                new(Effect.Malloc, 0, 0, Bytes.FromMiB(12)),
                new(Effect.Rss, 0, 0, Bytes.FromMiB(12)),
            ]),
        ],
    };
}
