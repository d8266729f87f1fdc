namespace Fathom.Live.Tests.Census;

/// <summary>Every program there is.</summary>
static class Truth
{
    static readonly TruthProgram[] All =
        [.. StreamTruth.All, .. BlockTruth.All, .. LibraryTruth.All, .. HotSpotTruth.All, .. LostTruth.All, .. CodecTruth.All];

    internal static string[] Collectors { get; } =
    [
        "-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC", "-XX:+UseZGC", "-XX:+UseShenandoahGC", "-XX:-UseCompressedOops",
        "-XX:-UseCompressedClassPointers",
    ];

    /// <summary>Here.</summary>
    public static TheoryData<string> Programs => new(All.Where(program => program.Missing is null).Select(program => program.Name));

    /// <summary>In roots.</summary>
    public static TheoryData<string> ProgramsInRoots =>
        new(All.Where(program => program.Everywhere && program.Missing is null).Select(program => program.Name));

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
