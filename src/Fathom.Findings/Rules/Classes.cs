using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Loaded classes and what they take.</summary>
static class Classes
{
    public const string Metaspace = "java/metaspace/";

    /// <summary>A loader's own data: the fingerprint "class loader data", or blocks with the tags of modules and classes.</summary>
    public static bool IsLoaderData(CensusRow row) => row.Remedy == "unload-classes" || row.NmtTag is "Module" or "module";

    /// <summary>A class that no loader knows by name: T+0x0000800000c03000 since 15, VM-anonymous before.</summary>
    public static bool IsHidden(ClassFamily family) => family.Name.EndsWith("/*", StringComparison.Ordinal) || family.Apart > family.Classes / 2;

    /// <summary>What Method.invoke had made of it after fifteen calls, up to JDK 17: each in a loader of its own.</summary>
    public static bool IsReflection(ClassFamily family) =>
        family.Name.Contains("reflect.Generated", StringComparison.Ordinal) && family.Name.Contains("Accessor", StringComparison.Ordinal);

    /// <summary>The part of metaspace that so many of all classes take, if they are as large as the others at most.</summary>
    public static IReadOnlyList<Share> MetaspaceOf(Case seen, LoadedClasses classes, ClassFamily family)
    {
        if (classes.Count <= 0)
            return [];
        double part = Math.Min(1.0, (double)Math.Max(family.Classes, Math.Min(classes.Copies, classes.Count)) / classes.Count);
        return Jvm.Part(seen, new Bytes((long)(seen.On(Metaspace).Value * part)), Metaspace);
    }
}
