namespace Fathom.Lab.Catalogue;

static class Selectors
{
    public static Scenario Scenario { get; } = new()
    {
        Id = "selectors",
        Title = "selectors that are opened and never closed",
        Cause = "A Selector has two or three descriptors and native room for events until close().",
        MainClass = "Selectors",
        JvmFlags = ["-Xmx256m"],
        Count = 1201,
        SmallCount = 401,
        Variants =
        [
            new("leak", true, "no selector is closed")
            {
                Verdicts = [new("B", "FTH024")],
            },
            new("fixed", false, "each selector is closed"),
        ],
    };
}
