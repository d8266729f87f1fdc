using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

/// <summary>Figures of programs on JDK 17 and 25: 6,000 loaders of one class, 3,000 proxies, 9,000 hidden classes.</summary>
static class LoadedCases
{
    internal static readonly CensusRow LoaderData = new()
    {
        Owner = "libjvm.so",
        Structure = "class loader data",
        Confidence = Fathom.Accounting.Confidence.Likely,
        Count = 6001,
        Remedy = "unload-classes",
        Reachable = Reachable.Native,
    };

    internal static ClassLoaderStats Stats(int loaders, string type) => new()
    {
        Loaders = [.. Enumerable.Range(0, loaders).Select(_ => new ClassLoaderRow(default, default, default, new ClassLoaderShare(1, new Bytes(6144), new Bytes(700)), type))],
    };

    internal static Observed Loaded(long loaders, long hidden, long classes, long copies, params ClassFamily[] families) =>
        Observed.Idle.Figures(figures => figures with { Classes = new LoadedClasses(loaders, hidden, classes) { Copies = copies, Families = families } });
}

sealed class LoadersKeptCases : IRuleCases
{
    public string Rule => "FTH040";

    public IEnumerable<Case> Fires =>
    [
        LoadedCases.Loaded(6003, 0, 6575, 5999, new ClassFamily("T", 6000, 6000)).On("java/metaspace/nonclass", 24).On("java/metaspace/class", 12)
            .Census(LoadedCases.LoaderData, 18).Case(),
        LoadedCases.Loaded(3003, 1, 3659, 0, new ClassFamily("jdk.proxy*.$Proxy*", 3000, 3000)).On("java/metaspace/nonclass", 24).Case(),
        Pasted.Texts(23).On("java/metaspace/nonclass", 35).Saying(LoadedCases.Stats(6007, "lab.OwnLoader")).Case(),
        Pasted.Texts(23).On("java/metaspace/nonclass", 35).Saying(LoadedCases.Stats(1500, "org.apache.jasper.servlet.JasperLoader")).Case(),
    ];

    /// <summary>An application server with its hundred loaders; bundles with classes of their own; the JDK's own accessors.</summary>
    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        LoadedCases.Loaded(120, 40, 30_000, 9000, new ClassFamily("org.slf4j.Logger", 20, 20)).On("java/metaspace/nonclass", 180).Case(),
        LoadedCases.Loaded(900, 40, 60_000, 900, new ClassFamily("com.example.Activator", 60, 60)).On("java/metaspace/nonclass", 380).Case(),
        LoadedCases.Loaded(2500, 0, 20_000, 0, new ClassFamily("jdk.internal.reflect.GeneratedMethodAccessor*", 2400, 2400)).On("java/metaspace/nonclass", 120).Case(),
        LoadedCases.Loaded(9010, 0, 9600, 0, new ClassFamily("T/*", 9000, 9000)).On("java/metaspace/nonclass", 18).Case(),
        Pasted.Texts(23).On("java/metaspace/nonclass", 35).Saying(LoadedCases.Stats(120, "org.example.BundleLoader")).Case(),
        Pasted.Texts(23).On("java/metaspace/nonclass", 35).Saying(LoadedCases.Stats(2500, "jdk.internal.reflect.DelegatingClassLoader")).Case(),
    ];
}

sealed class ClassesGeneratedCases : IRuleCases
{
    public string Rule => "FTH041";

    public IEnumerable<Case> Fires =>
    [
        LoadedCases.Loaded(3, 1, 9600, 0, new ClassFamily("P$$Lambda$*", 9000, 1)).On("java/metaspace/nonclass", 7).On("java/metaspace/class", 5).Case(),
        LoadedCases.Loaded(4, 9000, 9608, 0, new ClassFamily("T/*", 9000, 9000)).On("java/metaspace/nonclass", 18).On("java/metaspace/class", 9)
            .Census(LoadedCases.LoaderData with { Count = 9002 }, 7).Case(),
        // Up to 14 a lambda is VM-anonymous: its name is plain, its loader data its own. The second is one class, again and again.
        LoadedCases.Loaded(3, 9102, 10_071, 0, new ClassFamily("P$$Lambda$*", 9000, 0) { Apart = 9000 }).On("java/metaspace/nonclass", 10).On("java/metaspace/class", 9).Case(),
        LoadedCases.Loaded(3, 9102, 10_071, 8999, new ClassFamily("T", 9000, 0) { Apart = 9000 }).On("java/metaspace/nonclass", 10).On("java/metaspace/class", 9).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        LoadedCases.Loaded(120, 4000, 30_000, 0, new ClassFamily("java.lang.invoke.LambdaForm$MH/*", 1800, 1)).On("java/metaspace/nonclass", 180).Case(),
        LoadedCases.Loaded(6003, 0, 6575, 5999, new ClassFamily("T", 6000, 6000)).On("java/metaspace/nonclass", 24).Case(),
    ];
}

sealed class MetaspaceLargeCases : IRuleCases
{
    public string Rule => "FTH053";

    public IEnumerable<Case> Fires =>
    [
        LoadedCases.Loaded(40, 10, 40_000, 0).On("java/metaspace/nonclass", 240).On("java/metaspace/class", 30).Case(),
        Observed.Idle.On("java/metaspace/nonclass", 120).Flag("MaxMetaspaceSize", 128).Case(),
    ];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Observed.Idle.On("java/metaspace/nonclass", 60).On("java/heap/old", 900).Case()];
}
