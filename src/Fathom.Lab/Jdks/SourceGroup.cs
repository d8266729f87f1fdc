using System.Globalization;

namespace Fathom.Lab.Jdks;

/// <summary>Sources that are compiled in one call: for the same release, with the same jars.</summary>
sealed record SourceGroup(int Release, IReadOnlyList<string> Jars, IReadOnlyList<string> Sources)
{
    /// <summary>What runs on every JDK, with no jar: it comes first, for the others are compiled with it.</summary>
    const int Oldest = 8;

    // --release 8 would check against JDK 8's public API, which has no sun.misc.Unsafe; javac 21 and later warn of these
    // options without -Xlint:-options.
    public IReadOnlyList<string> Options => Release == Oldest
        ? ["-source", "8", "-target", "8", "-Xlint:-options", "-nowarn", "-g"]
        : ["--release", Release.ToString(CultureInfo.InvariantCulture), "-nowarn", "-g"];

    /// <summary>What this compiler can make of all sources, with the jars that are there.</summary>
    public static IReadOnlyList<SourceGroup> For(Jdk compiler) =>
        [.. All.Where(group => group.Release <= Math.Max(compiler.Feature, Oldest) && group.Jars.All(File.Exists))];

    static IReadOnlyList<SourceGroup> All { get; } =
        [.. Embedded.JavaSources.GroupBy(KeyOf).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Of(Owner(group.First()), [.. group]))];

    static SourceGroup Of(Scenario? scenario, IReadOnlyList<string> sources) =>
        new(ReleaseOf(scenario), [.. scenario?.Jars ?? []], sources);

    static string KeyOf(string source) => Owner(source) is { } scenario
        ? string.Create(CultureInfo.InvariantCulture, $"{ReleaseOf(scenario):00} {string.Join(':', scenario.Jars)}")
        : "08 ";

    static int ReleaseOf(Scenario? scenario) =>
        scenario?.Release ?? Oldest;

    static Scenario? Owner(string source) =>
        Scenarios.All.FirstOrDefault(scenario => scenario.MainClass + ".java" == source);
}
