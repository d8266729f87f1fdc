using Fathom.Evidence;

namespace Fathom.Lab.Catalogue;

/// <summary>Libraries that Debian has as jars.</summary>
static class Libraries
{
    public static Scenario Netty { get; } = new()
    {
        Id = "netty-buffers",
        Title = "Netty buffers that are never released",
        Cause = "A buffer that is dropped keeps its part of a pool chunk for ever.",
        MainClass = "NettyBuffers",
        JvmFlags = ["-Xmx400m"],
        Jdks = new(9),
        Needs = [Needs.Jar("netty-buffer.jar", "libnetty-java"), Needs.Jar("netty-common.jar", "libnetty-java")],
        Count = 3001,
        SmallCount = 1009,
        Variants =
        [
            new("leak", true, "each buffer is dropped",
                new Effect(Effect.Rss, 66_000, 0.15, Bytes.FromMiB(20)))
            {
                Verdicts = [new("B", "FTH036")],
            },
            new("without-cleaner", true, "each buffer is dropped; the JVM does not count them",
                new Effect(Effect.Rss, 66_000, 0.15, Bytes.FromMiB(20)))
            {
                JvmFlags = ["--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dio.netty.tryReflectionSetAccessible=true"],
                Verdicts = [new("B", "FTH036")],
            },
            new("pool", false, "all are released: what the pool keeps is by design")
            {
                Verdicts = [new("B", "FTH037")],
            },
            new("fixed", false, "each is released at once",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(20))),
        ],
    };

    public static Scenario Jna { get; } = new()
    {
        Id = "jna-memory",
        Title = "memory of JNA that is kept",
        Cause = "com.sun.jna.Memory frees its block when it is closed or collected.",
        MainClass = "JnaMemory",
        JvmFlags = ["-Xmx400m"],
        Needs = [Needs.Jar("jna.jar", "libjna-java")],
        Count = 200003,
        SmallCount = 80021,
        Variants =
        [
            new("leak", true, "each is kept",
                new Effect(Effect.Rss, 1_240, 0.2, Bytes.FromMiB(30)))
            {
                Verdicts = [new("B", "FTH017")],
            },
            new("fixed", false, "each is closed",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(30))),
        ],
    };
}
