using System.Globalization;
using System.Reflection;
using Fathom.Evidence;
using Fathom.Lab.Jdks;
using Fathom.Lab.Roots;
using Fathom.Tests;
using Xunit.Sdk;

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
    /// <param name="needs">As of RequiresFact.</param>
    public JdkFactAttribute(int feature, params string[] needs) => Skip = Machine.NoJdk(feature) ?? new RequiresFactAttribute(needs).Skip;
}

sealed class JdkTheoryAttribute : TheoryAttribute
{
    public JdkTheoryAttribute(params int[] features) => Skip = features.Select(Machine.NoJdk).FirstOrDefault(reason => reason is not null);
}

/// <summary>A row of a theory, skipped by itself where its JDK is missing.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
sealed class OnJdkAttribute : DataAttribute
{
    readonly object[] _row;

    public OnJdkAttribute(int feature, params string[] more)
    {
        _row = [feature, .. more];
        Skip = Machine.NoJdk(feature);
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [_row];
}

/// <summary>The same of a root.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
sealed class InRootAttribute : DataAttribute
{
    readonly object[] _row;

    public InRootAttribute(string suite, params string[] more)
    {
        _row = [suite, .. more];
        Skip = Machine.NoRoot(suite);
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [_row];
}

sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute(string suite) => Skip = Machine.NoRoot(suite);
}

sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute(string suite) => Skip = Machine.NoRoot(suite);
}
