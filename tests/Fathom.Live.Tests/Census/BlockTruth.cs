namespace Fathom.Live.Tests.Census;

/// <summary>Memory that Java asks for itself: direct buffers and blocks of Unsafe. Nothing in it says whose it is, the holder does.</summary>
static class BlockTruth
{
    const string Class = "com.example.Buffers";

    static readonly string[] Buffers = ["java.nio.DirectByteBuffer", "java.nio.DirectByteBuffer$Deallocator"];

    // What NMT puts around a block, with its own count of bytes.
    const long Around = 48;

    const string Tracking = "-XX:NativeMemoryTracking=summary";

    internal static TruthProgram[] All { get; } =
    [
        new("buffers-direct", [Class, "direct"], jvm => [Small(jvm), Block.Of(jvm["slice"], jvm["slices"])], jvm =>
        [
            Kept(jvm, "buffer", "com.example.Buffers.kept"), Kept(jvm, "slice", "com.example.Buffers.slices"),
            // malloc maps them singly: whole pages, and one more for its header.
            Kept(jvm, "large", "com.example.Buffers.large") with { MostBytes = jvm["larges"] * (jvm["large"] + 8192) },
        ]),
        new("buffers-dropped", [Class, "dropped"], jvm => [Small(jvm)], jvm =>
        [
            Each(jvm["buffers"], jvm["buffer"]) with { Holders = Buffers, Reach = ["garbage"] },
        ]),
        Unsafe("unsafe", []),
        Unsafe("unsafe-tracked", [Tracking]),
    ];

    static Block Small(TruthJvm jvm) => Block.Of(jvm["buffer"], jvm["buffers"]);

    static Expected Kept(TruthJvm jvm, string name, string referrer) =>
        Each(jvm[name + "s"], jvm[name]) with { Holders = Buffers, Referrers = [referrer], Reach = ["java"] };

    static TruthProgram Unsafe(string name, string[] flags)
    {
        long around = flags.Length > 0 ? 18 : 0;
        return new(name, [Class, "unsafe"], jvm =>
        [
            Block.Of(jvm["object"] + around, jvm["objects"]), Block.Of(jvm["box"] + around, jvm["boxed"]), Block.Of(jvm["address"] + around, jvm["addresses"]),
        ], jvm =>
        [
            Each(jvm["objects"], jvm["object"]) with { Holders = ["com.example.Block"], Reach = ["java"] },
            Each(jvm["boxed"], jvm["box"]) with { Holders = ["java.lang.Long"], Referrers = ["com.example.Blocks.boxed"], Reach = ["java"] },
            Each(jvm["addresses"], jvm["address"]) with { Holders = ["long[]", "[J"], Referrers = ["com.example.Blocks.addresses"], Reach = ["java"] },
        ])
        {
            Flags = flags,
        };
    }

    static Expected Each(long count, long requested) => Expected.Of(count, requested, requested + Around) with { Owners = [] };
}
