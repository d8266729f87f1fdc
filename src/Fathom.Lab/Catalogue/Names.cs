namespace Fathom.Lab.Catalogue;

/// <summary>Strings and symbols.</summary>
static class Names
{
    public static Scenario Interned { get; } = new()
    {
        Id = "interned-strings",
        Title = "texts that are interned and kept",
        Cause = "The JVM keeps a table entry for each interned text: native memory beside the text in the heap.",
        MainClass = "InternedStrings",
        JvmFlags = ["-Xmx400m"],
        Count = 1500007,
        SmallCount = 300007,
        Variants =
        [
            new("leak", true, "each text is interned")
            {
                // On JDK 8 the table itself is at fault: it never gets smaller.
                Verdicts = [new("B", "FTH043") { Jdks = new(8, 8) }, new("B", "FTH042") { Jdks = new(9) }],
            },
            new("fixed", false, "each text is kept without"),
        ],
    };

    public static Scenario Generated { get; } = new()
    {
        Id = "generated-names",
        Title = "values that have become names",
        Cause = "Every name in a class is a symbol; generated classes whose names come from data fill the symbol table.",
        MainClass = "GeneratedNames",
        JvmFlags = ["-Xmx256m"],
        Count = 1889,
        SmallCount = 499,
        Variants =
        [
            new("leak", true, "601 names of its own in each class")
            {
                Verdicts = [new("B", "FTH043") { Beside = ["FTH053"] }],
            },
            new("fixed", false, "the same names in each class"),
        ],
    };
}
