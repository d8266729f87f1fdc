using Fathom.Evidence;

namespace Fathom.Lab.Catalogue;

/// <summary>Classes and what they leave in the JVM.</summary>
static class Classes
{
    public static Scenario Loaders { get; } = new()
    {
        Id = "class-loaders",
        Title = "a class loader for each request, never collected",
        Cause = "Redeployed applications, drivers and ThreadLocals keep class loaders; each takes metaspace, symbols "
            + "and tables even for one small class.",
        MainClass = "ClassLoaders",
        JvmFlags = ["-Xmx256m"],
        Count = 6007,
        SmallCount = 4001,
        Variants =
        [
            new("leak", true, "each loader defines the same class and is kept by it",
                new Effect(Effect.Rss, 11_000, 0.35, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH040")],
            },
            new("fixed", false, "one loader for all",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(12))),
        ],
    };

    public static Scenario Many { get; } = new()
    {
        Id = "many-classes",
        Title = "one loader that defines class after class",
        Cause = "Code generated for each request, without a cache, fills the metaspace of one loader.",
        MainClass = "ManyClasses",
        JvmFlags = ["-Xmx256m"],
        Count = 15013,
        SmallCount = 5003,
        Variants =
        [
            new("leak", true, "each class is new")
            {
                Verdicts = [new("B", "FTH041") { Beside = ["FTH053"] }],
            },
            new("application", false, "as many classes with names of their own: a large program")
            {
                Verdicts = [new("B", "FTH053")],
            },
            new("fixed", false, "the class is made once"),
        ],
    };

    public static Scenario Hidden { get; } = new()
    {
        Id = "hidden-classes",
        Title = "a hidden class for each call",
        Cause = "Tied strongly to their loader, hidden classes are never unloaded, although nobody keeps one.",
        MainClass = "HiddenClasses",
        JvmFlags = ["-Xmx256m"],
        Jdks = new(17),
        Release = 17,
        Count = 18013,
        SmallCount = 1999,
        Variants =
        [
            new("strong", true, "none can be unloaded")
            {
                Verdicts = [new("B", "FTH041")],
            },
            new("weak", false, "the next collection unloads them")
            {
                Verdicts = [new("C")],
            },
            new("fixed", false, "one is used again"),
        ],
    };

    public static Scenario Lambdas { get; } = new()
    {
        Id = "lambdas-kept",
        Title = "the lambda metafactory called for each request",
        Cause = "Each call site has a class of its own, tied to the loader of its caller.",
        MainClass = "LambdasKept",
        JvmFlags = ["-Xmx256m"],
        Count = 9001,
        SmallCount = 1999,
        Variants =
        [
            new("leak", true, "each call site is kept")
            {
                Verdicts = [new("B", "FTH041")],
            },
            new("fixed", false, "there is one"),
        ],
    };

    public static Scenario Proxies { get; } = new()
    {
        Id = "proxies",
        Title = "a dynamic proxy in a loader of its own for each request",
        Cause = "A proxy class is made for each loader that asks.",
        MainClass = "Proxies",
        JvmFlags = ["-Xmx256m"],
        Count = 3001,
        SmallCount = 499,
        Variants =
        [
            new("leak", true, "each loader is new, and kept by its proxy")
            {
                Verdicts = [new("B", "FTH040", "FTH041")],
            },
            new("fixed", false, "one loader for all"),
        ],
    };

    public static Scenario Missing { get; } = new()
    {
        Id = "missing-classes",
        Title = "classes asked for that are not there",
        Cause = "The loader keeps a lock for each name ever asked for: heap, and nothing below it.",
        MainClass = "MissingClasses",
        JvmFlags = ["-Xmx400m"],
        Count = 150011,
        SmallCount = 30011,
        Variants =
        [
            new("many", false, "each name is new"),
            new("fixed", false, "one name is asked for"),
        ],
    };
}
