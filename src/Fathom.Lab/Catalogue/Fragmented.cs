namespace Fathom.Lab.Catalogue;

/// <summary>What malloc keeps of memory that was given back.</summary>
static class Fragmented
{
    public static Scenario Scenario { get; } = new()
    {
        Id = "fragmented",
        Title = "many blocks freed, a few left between them",
        Cause = "Malloc gives back whole pages at the top of an arena only by itself; free blocks between live ones "
            + "stay.",
        MainClass = "Fragmented",
        JvmFlags = ["-Xmx256m"],
        Count = 12007,
        SmallCount = 2003,
        Variants =
        [
            new("leak", true, "each 61st block stays")
            {
                Verdicts = [new("B", "FTH060") { Beside = ["FTH062"] }],
            },
            new("fixed", false, "one block at a time"),
        ],
    };

    public static Scenario Arenas { get; } = new()
    {
        Id = "many-arenas",
        Title = "more arenas than the work needs",
        Cause = "Each thread that waits for a lock may get an arena of its own, and each arena keeps what was freed in "
            + "it.",
        MainClass = "Fragmented",
        JvmFlags = ["-Xmx256m", "-Dthreads=251"],
        Count = 2003,
        SmallCount = 503,
        Variants =
        [
            new("leak", true, "251 threads with as many arenas")
            {
                Environment = ["MALLOC_ARENA_MAX=300"],
                Verdicts = [new("B", "FTH062") { Beside = ["FTH060"] }],
            },
            new("fixed", false, "two arenas")
            {
                Environment = ["MALLOC_ARENA_MAX=2"],
            },
        ],
    };
}
