using System.Globalization;
using Fathom.Evidence;
using Fathom.Lab.Jdks;
using Fathom.Lab.Roots;

namespace Fathom.Live.Tests;

/// <summary>What live tests need of the machine. A reason, not null, skips the test and is printed with its name.</summary>
static class Machine
{
    static readonly Lazy<IReadOnlyDictionary<string, Result<RootFs>>> Roots = new(() =>
        RootMaker.MakeAll().ToDictionary(each => each.Recipe.Suite, each => each.Root));

    public static Jdk? FindJdk(int feature) => JdkFinder.All().FirstOrDefault(jdk => jdk.Feature == feature);

    public static RootFs Root(string suite) => Roots.Value[suite].Value;

    internal static string? NoJdk(int feature) =>
        FindJdk(feature) is null
            ? string.Create(CultureInfo.InvariantCulture, $"no JDK {feature} in JAVA_HOME, PATH or /usr/lib/jvm")
            : null;

    /// <summary>Makes the roots when the first test asks: xunit 2 settles what is skipped before anything runs.</summary>
    internal static string? NoRoot(string suite) =>
        Roots.Value[suite].Gap is { } gap ? $"no root {suite}: {gap.What}; try: {gap.Try}" : null;
}

sealed class JdkFactAttribute : FactAttribute
{
    public JdkFactAttribute(int feature) => Skip = Machine.NoJdk(feature);
}

sealed class JdkTheoryAttribute : TheoryAttribute
{
    public JdkTheoryAttribute(params int[] features) => Skip = features.Select(Machine.NoJdk).FirstOrDefault(reason => reason is not null);
}

sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute(string suite) => Skip = Machine.NoRoot(suite);
}

sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute(string suite) => Skip = Machine.NoRoot(suite);
}
