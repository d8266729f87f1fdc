using Fathom.Evidence;

namespace Fathom.Lab.Catalogue;

static class Swapping
{
    public static Scenario Scenario { get; } = new()
    {
        Id = "swapped-out",
        Title = "memory that a container's limit drives into swap",
        Cause = "What is in swap is not in RSS: the process looks as large as its limit, and each look at its pages waits for a disk.",
        MainClass = "UnsafeMemory",
        JvmFlags = ["-Xmx64m", "-XX:ReservedCodeCacheSize=32m", "-XX:MaxMetaspaceSize=32m"],
        Needs = [Needs.MemoryCgroup, Needs.Swap],
        Limit = Bytes.FromMiB(192),
        Count = 251,
        SmallCount = 199,
        Variants =
        [
            new("touched", true, "every byte is written, more than the limit has room for")
            {
                Verdicts = [new("B", "FTH006") { Beside = ["FTH001", "FTH005", "FTH034"] }],
            },
            new("fixed", false, "each block is written and freed"),
        ],
    };
}
