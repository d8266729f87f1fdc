using Fathom.Evidence;

namespace Fathom.Lab.Catalogue;

/// <summary>Files that are mapped and kept.</summary>
static class MappedFiles
{
    public static Scenario Scenario { get; } = new()
    {
        Id = "mapped-files",
        Title = "pieces of a large file, mapped and kept",
        Cause = "A MappedByteBuffer holds its pages until it is collected. Clean pages of a file can be taken back, "
            + "private ones cannot.",
        MainClass = "MappedFiles",
        JvmFlags = ["-Xmx256m"],
        Needs = [Needs.ThisMachine],
        Count = 11,
        SmallCount = 3,
        Variants =
        [
            new("read", true, "each piece is read",
                new Effect(Effect.Rss, 30_408_704, 0.05, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH038")],
            },
            new("write", true, "each piece is written",
                new Effect(Effect.Rss, 30_408_704, 0.05, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH038")],
            },
            new("private", true, "each piece is written privately: anonymous memory under the name of a file",
                new Effect(Effect.Rss, 30_408_704, 0.05, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH038")],
            },
            new("fixed", false, "the same bytes are read through one small buffer",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(12))),
        ],
    };

    public static Scenario InContainer { get; } = new()
    {
        Id = "mapped-in-container",
        Title = "mapped pieces of a file that count against a container",
        Cause = "Pages of a mapped file are charged to the container that read them first.",
        MainClass = "MappedFiles",
        JvmFlags = ["-Xmx64m", "-XX:MaxDirectMemorySize=16m", "-XX:ReservedCodeCacheSize=32m", "-XX:MaxMetaspaceSize=48m"],
        Needs = [Needs.MemoryCgroup],
        Limit = Bytes.FromMiB(512),
        Count = 11,
        SmallCount = 3,
        Variants =
        [
            new("write", true, "each piece is written",
                new Effect(Effect.Rss, 30_408_704, 0.05, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH038") { Beside = ["FTH001", "FTH005"] }],
            },
            new("fixed", false, "the same bytes are read through one small buffer",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(12))),
        ],
    };
}
