namespace Fathom.Lab.Catalogue;

/// <summary>Another allocator than glibc's.</summary>
static class Allocators
{
    public static Scenario Jemalloc { get; } = new()
    {
        Id = "jemalloc",
        Title = "jemalloc in the place of malloc",
        Cause = "Arenas of glibc are then empty, and what they say is of no use.",
        MainClass = "Idle",
        JvmFlags = ["-Xmx256m"],
        Needs = [Needs.Library("libjemalloc.so.2", "libjemalloc2")],
        Count = 1,
        SmallCount = 1,
        Variants =
        [
            new("preloaded", false, "by LD_PRELOAD")
            {
                Environment = ["LD_PRELOAD=" + Needs.PathOf("libjemalloc.so.2")],
                Verdicts = [new("B", "FTH064")],
            },
            new("fixed", false, "glibc"),
        ],
    };

    public static Scenario Tcmalloc { get; } = new()
    {
        Id = "tcmalloc",
        Title = "tcmalloc in the place of malloc",
        Cause = "Arenas of glibc are then empty, and what they say is of no use.",
        MainClass = "Idle",
        JvmFlags = ["-Xmx256m"],
        Needs = [Needs.Library("libtcmalloc_minimal.so.4", "libtcmalloc-minimal4")],
        Count = 1,
        SmallCount = 1,
        Variants =
        [
            new("preloaded", false, "by LD_PRELOAD")
            {
                Environment = ["LD_PRELOAD=" + Needs.PathOf("libtcmalloc_minimal.so.4")],
                Verdicts = [new("B", "FTH064")],
            },
            new("fixed", false, "glibc"),
        ],
    };
}
