namespace Fathom.Live.Tests.Census;

/// <summary>Streams of zlib, kept in three ways and dropped.</summary>
static class StreamTruth
{
    /// <summary>The system's zlib, or the one inside a JDK.</summary>
    static readonly string[] Zlib = ["libz.so", "libzip.so"];

    // Of JDK 8, and since.
    static readonly string[] Inflaters = ["java.util.zip.Inflater$InflaterZStreamRef", "java.util.zip.ZStreamRef"];
    static readonly string[] Deflaters = ["java.util.zip.Deflater$DeflaterZStreamRef", "java.util.zip.ZStreamRef"];

    // A window is 32 KiB (zlib inflate.c, updatewindow); a deflater has two arrays of 64 KiB and a window of it, and
    // pending output of 64 KiB or a little more (deflate.c, deflateInit2_).
    const long Window = 32 << 10, Array = 64 << 10;

    internal static TruthProgram[] All { get; } =
    [
        Program("kept", 100, 0), Program("dropped", 0, 100), Program("half", 50, 50),
        Program("tracked", 50, 50) with { Flags = ["-XX:NativeMemoryTracking=detail"] },
        Program("searched", 50, 50) with { Look = ["--lost"] }, Left, Moving,
    ];

    /// <summary>Who holds them changes all the time: that may stay untold, but they are not garbage.</summary>
    static TruthProgram Moving => new("streams-moving", ["com.example.Moving"], _ => [],
        jvm => [Inflating(jvm["inflaters"]) with { Holders = null, Reach = null }, Expected.None with { Owners = Zlib, Structure = "inflate", Reach = ["garbage", "lost"] }])
    {
        Owners = Zlib,
    };

    /// <summary>What frames that have returned leave on a stack keeps nothing.</summary>
    static TruthProgram Left => new("streams-left", ["com.example.Left"], _ => [],
        jvm => [Inflating(jvm["lostinflaters"]) with { Reach = ["garbage"] }])
    {
        Owners = Zlib,
    };

    internal static TruthProgram Half => All[2];

    static TruthProgram Program(string name, int kept, int dropped) =>
        new("streams-" + name, ["com.example.Streams", $"{kept}", $"{dropped}"], Blocks, jvm => [.. Kept(jvm), .. Dropped(jvm), .. Nothing(jvm)])
        {
            Owners = Zlib,
        };

    static Block[] Blocks(TruthJvm jvm)
    {
        long windows = jvm["gzips"] + jvm["lostgzips"], arrays = jvm["deflaters"] + jvm["lostdeflaters"];
        Block window = Block.Of(Window, windows);
        // With NMT on, pieces of HotSpot's own arenas have the same size (arena.hpp, Chunk::size).
        return [window with { Most = window.Most + 300 }, new(Block.ChunkOf(Array), arrays * 3, (arrays * 4) + 30)];
    }

    static IEnumerable<Expected> Kept(TruthJvm jvm)
    {
        // One that never inflated has no window yet.
        yield return Inflating(jvm["inflaters"]) with { Referrers = ["com.example.Cache.map"] };
        yield return Unpacking(jvm["gzips"]) with { Referrers = ["com.example.Cache.streams"] };
        yield return Deflating(jvm["deflaters"]) with { Referrers = ["com.example.Cache.deflaters"] };
    }

    static IEnumerable<Expected> Dropped(TruthJvm jvm)
    {
        Expected inflating = Inflating(jvm["lostinflaters"]), unpacking = Unpacking(jvm["lostgzips"]);
        string[] garbage = ["garbage"];
        // Nothing refers to either, so that one row may hold both.
        yield return inflating with
        {
            LeastCount = inflating.LeastCount + unpacking.LeastCount,
            MostCount = inflating.MostCount + unpacking.MostCount,
            LeastBytes = inflating.LeastBytes + unpacking.LeastBytes,
            MostBytes = inflating.MostBytes + unpacking.MostBytes,
            Reach = garbage,
        };
        yield return Deflating(jvm["lostdeflaters"]) with { Reach = garbage };
    }

    /// <summary>Java's streams are neither lost nor anybody else's; a few are the JDK's own.</summary>
    static IEnumerable<Expected> Nothing(TruthJvm jvm)
    {
        // JDK 8's libzip has tables of jar files in memory of its own, which are no streams.
        const long few = 10;
        long all = jvm["inflaters"] + jvm["gzips"] + jvm["deflaters"] + jvm["lostinflaters"] + jvm["lostgzips"] + jvm["lostdeflaters"];
        yield return new Expected(0, all / 100, 0, long.MaxValue) { Owners = Zlib, Structure = "flate", Reach = ["lost", "native", "unknown"] };
        yield return new Expected(all - (all / 100), all + (all / 100) + few, 0, long.MaxValue) { Owners = Zlib, Structure = "flate" };
    }

    static Expected Inflating(long count) =>
        Expected.Of(count, 6000, 12000) with { Owners = Zlib, Structure = "inflate", Holders = Inflaters, Reach = ["java"] };

    static Expected Unpacking(long count) =>
        Expected.Of(count, 6000 + Window, 12000 + Window) with { Owners = Zlib, Structure = "inflate", Holders = Inflaters, Reach = ["java"] };

    static Expected Deflating(long count) =>
        Expected.Of(count, 4 * Array, (5 * Array) + 12000) with { Owners = Zlib, Structure = "deflate", Holders = Deflaters, Reach = ["java"] };
}
