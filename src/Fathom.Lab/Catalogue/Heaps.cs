namespace Fathom.Lab.Catalogue;

/// <summary>The heap itself, and what its collector keeps.</summary>
static class Heaps
{
    public static Scenario Spike { get; } = new()
    {
        Id = "heap-spike",
        Title = "a heap that grew once",
        Cause = "The serial collector gives little of a grown heap back.",
        MainClass = "HeapArrays",
        JvmFlags = ["-Xmx900m"],
        Jdks = new(17),
        Count = 5003,
        SmallCount = 1009,
        Variants =
        [
            new("leak", true, "with the serial collector")
            {
                JvmFlags = ["-XX:+UseSerialGC"],
                Verdicts = [new("C", "FTH049")],
            },
            new("fixed", false, "with G1")
            {
                JvmFlags = ["-XX:+UseG1GC"],
                Verdicts = [new("C")],
            },
        ],
    };

    public static Scenario HugePages { get; } = new()
    {
        Id = "heap-huge-pages",
        Title = "a heap in huge pages",
        Cause = "A huge page is resident as a whole, also where arrays leave half a region empty.",
        MainClass = "HeapArrays",
        JvmFlags = ["-Xms800m", "-Xmx800m", "-XX:+UseG1GC", "-Dsize=1048576", "-Dkeep=true"],
        Jdks = new(11),
        Needs = [Needs.HugePages],
        Count = 211,
        SmallCount = 61,
        Variants =
        [
            new("leak", true, "with UseTransparentHugePages")
            {
                JvmFlags = ["-XX:+UseTransparentHugePages"],
                Verdicts = [new("B", "FTH050")],
            },
            new("fixed", false, "without"),
        ],
    };

    public static Scenario Views { get; } = new()
    {
        Id = "zgc-views",
        Title = "ZGC maps its heap three times",
        Cause = "Until JDK 20 and in the old mode of 21 and 22 each page of the heap is seen at three addresses, and "
            + "RSS counts each.",
        MainClass = "HeapArrays",
        JvmFlags = ["-Xmx400m", "-XX:+UseZGC", "-Dsize=1000003", "-Dkeep=true", "-Drounds=25"],
        Jdks = new(15, 22),
        Count = 151,
        SmallCount = 61,
        Variants =
        [
            new("views", false, "all views are touched")
            {
                Verdicts = [new("B", "FTH051")],
            },
            new("fixed", false, "nothing is collected")
            {
                JvmFlags = ["-Drounds=0"],
            },
        ],
    };

    public static Scenario Structures { get; } = new()
    {
        Id = "gc-structures",
        Title = "a collector with much to remember",
        Cause = "Mark bitmaps and remembered sets grow with the heap, not with what is in it.",
        MainClass = "Idle",
        JvmFlags = ["-XX:+UseG1GC"],
        Jdks = new(11),
        Count = 1,
        SmallCount = 1,
        Variants =
        [
            new("leak", true, "8 GiB of heap, collected once")
            {
                JvmFlags = ["-Xms8g", "-Xmx8g", "-Dcollect=true"],
                Verdicts = [new("B", "FTH048")],
            },
            new("fixed", false, "256 MiB")
            {
                JvmFlags = ["-Xmx256m", "-Dcollect=true"],
            },
        ],
    };

    public static Scenario Touched { get; } = new()
    {
        Id = "heap-pretouch",
        Title = "a heap that is resident from the start",
        Cause = "AlwaysPreTouch writes every page of the heap at once: by design.",
        MainClass = "Idle",
        JvmFlags = ["-Xms500m", "-Xmx500m"],
        Count = 1,
        SmallCount = 1,
        Variants =
        [
            new("pretouch", false, "each page is written")
            {
                JvmFlags = ["-XX:+AlwaysPreTouch"],
                Verdicts = [new("B", "FTH052")],
            },
            new("fixed", false, "a large -Xms alone makes nothing resident"),
        ],
    };
}
