namespace Fathom.Live.Tests.Census;

/// <summary>Native memory that the JDK's selectors and other people's libraries have for Java objects: known by who holds it.</summary>
static class PoolTruth
{
    const string Class = "com.example.Pools";
    const string Jars = "/usr/share/java/";

    // Events of 12 bytes: 1,024 of them, in JDK 8 as many as files may be open, up to 8,192 and a page (EPollArrayWrapper).
    const long LeastEvents = 12 * 256, MostEvents = (12 * 8192) + (2 * 4096);

    static readonly string[] Netty = ["netty-buffer.jar", "netty-common.jar"];

    internal static TruthProgram[] All { get; } =
    [
        new("selectors", [Class, "selectors"], _ => [], jvm =>
        [
            Expected.Of(jvm["selectors"], LeastEvents, MostEvents) with { Owners = [], Structure = "^selector event array$|^array of a selector", Reach = ["java"] },
        ]),
        Program("jna", [], ["jna.jar"], jvm =>
        [
            Expected.Of(jvm["memories"], jvm["memory"], jvm["memory"] + 32) with
            {
                Owners = ["libjnidispatch"],
                Structure = "^JNA memory block$",
                Holders = ["com.sun.jna.Memory"],
                Referrers = ["com.example.Pools.kept"],
                Reach = ["java"],
            },
        ]),
        Program("netty", [], Netty, Chunks), Program("netty", ["-Dio.netty.noUnsafe=true"], Netty, Chunks),
        Program("unpooled", [], Netty, Unpooled), Program("unpooled", ["-Dio.netty.noUnsafe=true"], Netty, Unpooled),
    ];

    static Expected[] Chunks(TruthJvm jvm) => [Each(jvm["chunks"], jvm["chunk"], "^Netty chunk$"), Expected.None with { Structure = "^direct buffer$", Chunks = [SizeClassOf(jvm["chunk"])] }];

    static Expected[] Unpooled(TruthJvm jvm) => [Each(jvm["buffers"], jvm["buffer"], "^direct buffer$"), Expected.None with { Structure = "^Netty chunk$" }];

    static long SizeClassOf(long bytes) => new Block(Block.ChunkOf(bytes), 0, 0).SizeClass;

    /// <summary>malloc maps them singly: whole pages.</summary>
    static Expected Each(long count, long bytes, string structure) =>
        Expected.Of(count, bytes, bytes + 8192) with { Owners = [], Structure = structure, Reach = ["java"] };

    static TruthProgram Program(string name, string[] flags, string[] jars, Func<TruthJvm, Expected[]> expects) =>
        new(flags.Length > 0 ? name + "-plain" : name, [Class, name, .. jars.Select(jar => Jars + jar)], _ => [], expects)
        {
            Flags = flags,
            Everywhere = false,
            Missing = jars.FirstOrDefault(jar => !File.Exists(Jars + jar)) is { } missing ? "no " + Jars + missing : null,
        };
}
