namespace Fathom.Lab.Catalogue;

static class JarsUnclosed
{
    public static Scenario Scenario { get; } = new()
    {
        Id = "jar-unclosed",
        Title = "a class loader for each jar, never closed",
        Cause = "Each open jar has a descriptor, its table of entries and a cached inflater. Closing the URLClassLoader "
            + "closes the jar.",
        MainClass = "JarsUnclosed",
        JvmFlags = ["-Xmx256m"],
        Count = 401,
        SmallCount = 101,
        Variants =
        [
            new("leak", true, "no loader is closed")
            {
                Verdicts = [new("B", "FTH013")],
            },
            new("fixed", false, "each loader is closed"),
        ],
    };
}
