namespace Fathom.Lab.Catalogue;

static class FfmUpcalls
{
    public static Scenario Scenario { get; } = new()
    {
        Id = "ffm-upcalls",
        Title = "an upcall stub for each call",
        Cause = "A stub is machine code; in the global arena it is never given back.",
        MainClass = "FfmUpcalls",
        JvmFlags = ["-Xmx256m", "--enable-native-access=ALL-UNNAMED"],
        Jdks = new(22),
        Release = 22,
        Count = 40009,
        SmallCount = 10007,
        Variants =
        [
            new("leak", true, "each call makes a stub")
            {
                Verdicts = [new("B", "FTH044")],
            },
            new("fixed", false, "one stub for all"),
        ],
    };
}
