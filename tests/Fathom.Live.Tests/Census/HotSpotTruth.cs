namespace Fathom.Live.Tests.Census;

/// <summary>What HotSpot keeps for references of native code, threads and class loaders. A few are always its own.</summary>
static class HotSpotTruth
{
    const string Class = "com.example.Many";

    static readonly string[] Jvm = ["libjvm.so"];

    internal static TruthProgram Threads { get; } = new("threads", [Class, "threads"], _ => [], jvm => [AtLeast(jvm["threads"], 40, "Java ?Thread")]);

    internal static TruthProgram[] All { get; } =
    [
        new("refs", [Class, "refs"], _ => [], jvm => [References(jvm["references"])]),
        Threads,
        new("loaders", [Class, "loaders"], _ => [], jvm => [AtLeast(jvm["loaders"], 20, "Class ?Loader")]),
    ];

    /// <summary>
    /// A structure is a block: of 64 references (oopStorage.inline.hpp), in JDK 8 of 32 (jniHandles.hpp). The table of
    /// strings uses such blocks, too.
    /// </summary>
    static Expected References(long count)
    {
        const long word = 8, strings = 200;
        return new Expected(count / 64, (count / 32) + strings, count * word, (long)(count * word * 1.4) + (strings * 700))
        {
            Owners = Jvm,
            Structure = "JNI|Oop ?Storage",
        };
    }

    static Expected AtLeast(long count, long own, string structure) =>
        new Expected(count - (count / 100), count + own, count, long.MaxValue) { Owners = Jvm, Structure = structure };
}
