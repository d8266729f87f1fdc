using Fathom.Evidence;

namespace Fathom.Lab.Catalogue;

/// <summary>What counts against a container and is not in the process.</summary>
static class Containers
{
    public static Scenario Child { get; } = new()
    {
        Id = "child-process",
        Title = "a child process in the same container",
        Cause = "The limit is for all processes of the container together.",
        MainClass = "ChildProcess",
        JvmFlags = ["-Xmx64m", "-XX:MaxDirectMemorySize=16m", "-XX:ReservedCodeCacheSize=32m", "-XX:MaxMetaspaceSize=48m"],
        Needs = [Needs.MemoryCgroup],
        Limit = Bytes.FromMiB(384),
        Count = 211,
        SmallCount = 61,
        Variants =
        [
            new("leak", true, "a child with 211 MiB")
            {
                Verdicts = [new("B", "FTH003") { Beside = ["FTH005"] }],
            },
            new("fixed", false, "a child with next to nothing"),
        ],
    };

    public static Scenario PageCache { get; } = new()
    {
        Id = "page-cache",
        Title = "a large file written inside the container",
        Cause = "Pages of files count as used. Clean ones are given up when memory is needed, dirty ones after they "
            + "were written.",
        MainClass = "FilesWritten",
        JvmFlags = ["-Xmx64m", "-XX:MaxDirectMemorySize=16m", "-XX:ReservedCodeCacheSize=32m", "-XX:MaxMetaspaceSize=48m", "-Dfolder=/var/tmp"],
        Needs = [Needs.MemoryCgroup],
        Limit = Bytes.FromMiB(384),
        Count = 211,
        SmallCount = 61,
        Variants =
        [
            new("dirty", true, "211 MiB that are not on the disk yet")
            {
                Verdicts = [new("B", "FTH001") { Beside = ["FTH005"] }],
            },
            new("clean", false, "211 MiB that are on the disk")
            {
                Verdicts = [new("B", "FTH001")],
            },
            new("fixed", false, "one MiB, written again and again"),
        ],
    };

    public static Scenario Shared { get; } = new()
    {
        Id = "tmpfs",
        Title = "files in memory",
        Cause = "A file in /dev/shm or another tmpfs is memory of the container until it is deleted.",
        MainClass = "FilesWritten",
        JvmFlags = ["-Xmx64m", "-XX:MaxDirectMemorySize=16m", "-XX:ReservedCodeCacheSize=32m", "-XX:MaxMetaspaceSize=48m", "-Dfolder=/dev/shm"],
        Needs = [Needs.MemoryCgroup],
        Limit = Bytes.FromMiB(384),
        Count = 211,
        SmallCount = 61,
        Variants =
        [
            new("leak", true, "211 MiB in /dev/shm")
            {
                Verdicts = [new("B", "FTH002") { Beside = ["FTH005"] }],
            },
            new("fixed", false, "one MiB, written again and again"),
        ],
    };

    public static Scenario Pipes { get; } = new()
    {
        Id = "full-pipes",
        Title = "pipes that nobody reads",
        Cause = "What waits in pipes and sockets is memory of the kernel, charged to the container.",
        MainClass = "FullPipes",
        JvmFlags = ["-Xmx64m", "-XX:MaxDirectMemorySize=16m", "-XX:ReservedCodeCacheSize=32m", "-XX:MaxMetaspaceSize=48m"],
        Needs = [Needs.MemoryCgroup],
        Limit = Bytes.FromMiB(256),
        Count = 401,
        SmallCount = 101,
        Variants =
        [
            new("leak", true, "64 KiB wait in each")
            {
                Verdicts = [new("B", "FTH004") { Beside = ["FTH024", "FTH005"] }],
            },
            new("fixed", false, "each is read and closed"),
        ],
    };

    public static Scenario Names { get; } = new()
    {
        Id = "missing-files",
        Title = "files asked for that are not there",
        Cause = "The kernel remembers each name it did not find, and charges the container for it.",
        MainClass = "MissingFiles",
        JvmFlags = ["-Xmx64m", "-XX:MaxDirectMemorySize=16m", "-XX:ReservedCodeCacheSize=32m", "-XX:MaxMetaspaceSize=48m"],
        Needs = [Needs.MemoryCgroup],
        Limit = Bytes.FromMiB(256),
        Count = 400009,
        SmallCount = 100003,
        Variants =
        [
            new("leak", true, "each name is new")
            {
                Verdicts = [new("B", "FTH004") { Beside = ["FTH005"] }],
            },
            new("fixed", false, "one name is asked for"),
        ],
    };

    public static Scenario Sizing { get; } = new()
    {
        Id = "heap-as-large-as-limit",
        Title = "a heap that may grow to the limit",
        Cause = "Beside the heap there are stacks, classes, code and buffers: all of them have to fit.",
        MainClass = "Idle",
        JvmFlags = ["-XX:+UseG1GC"],
        Needs = [Needs.MemoryCgroup],
        Limit = Bytes.FromMiB(512),
        Count = 1,
        SmallCount = 1,
        Variants =
        [
            new("leak", true, "-Xmx is the limit")
            {
                JvmFlags = ["-Xmx512m"],
                Verdicts = [new("B", "FTH005")],
            },
            new("fixed", false, "each part is bounded, and the sum fits")
            {
                JvmFlags = ["-Xmx64m", "-XX:MaxDirectMemorySize=16m", "-XX:ReservedCodeCacheSize=32m", "-XX:MaxMetaspaceSize=48m"],
            },
        ],
    };
}
