namespace Fathom.Live.Tests.Census;

/// <summary>
/// Every program there is. In JDK roots, and where only the programs themselves are judged, some stand for all, unless
/// FATHOM_SOAK_CENSUS is set (bench/soak/census).
/// </summary>
static class Truth
{
    static readonly string[] Few = ["streams-half", "buffers-direct", "acme-native", "lost-plain", "threads", "loaders"];

    static readonly bool IsSoak = Environment.GetEnvironmentVariable("FATHOM_SOAK_CENSUS") is not null;

    static readonly TruthProgram[] All =
        [.. StreamTruth.All, .. BlockTruth.All, .. LibraryTruth.All, .. HotSpotTruth.All, .. LostTruth.All, .. CodecTruth.All, .. PoolTruth.All];

    internal static string[] Collectors { get; } =
    [
        "-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC", "-XX:+UseZGC", "-XX:+UseShenandoahGC", "-XX:-UseCompressedOops",
        "-XX:-UseCompressedClassPointers",
    ];

    /// <summary>Here.</summary>
    public static TheoryData<string> Programs => new(All.Where(program => program.Missing is null).Select(program => program.Name));

    /// <summary>In roots.</summary>
    public static TheoryData<string> ProgramsInRoots =>
        new(All.Where(program => program.Everywhere && program.Missing is null && IsAsked(program)).Select(program => program.Name));

    /// <summary>Here, of those that are judged without a census.</summary>
    public static TheoryData<string> ProgramsThemselves =>
        new(All.Where(program => program.Missing is null && IsAsked(program)).Select(program => program.Name));

    /// <summary>Why some cannot run here.</summary>
    internal static IReadOnlyList<string> Reasons => [.. All.Select(program => program.Missing).OfType<string>().Distinct()];

    static bool IsAsked(TruthProgram program) => IsSoak || Few.Contains(program.Name);

    internal static TruthProgram Named(string name) => All.Single(program => program.Name == name);
}

sealed class TruthOnJdkAttribute : TheoryAttribute
{
    public TruthOnJdkAttribute(int feature) => Skip = Machine.NoJdk(feature) ?? TruthPrograms.Missing;
}

sealed class TruthInRootAttribute : TheoryAttribute
{
    public TruthInRootAttribute(string suite) => Skip = Machine.NoRoot(suite) ?? TruthPrograms.Missing;
}
