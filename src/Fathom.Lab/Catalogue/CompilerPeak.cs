namespace Fathom.Lab.Catalogue;

static class CompilerPeak
{
    public static Scenario Scenario { get; } = new()
    {
        Id = "compiler-peak",
        Title = "huge methods that become hot",
        Cause = "Compiling one takes tens of megabytes for a moment; malloc keeps what the compilers gave back.",
        MainClass = "CompilerPeak",
        JvmFlags = ["-Xmx256m", "-XX:NativeMemoryTracking=summary"],
        Count = 13,
        SmallCount = 5,
        Variants =
        [
            new("leak", true, "13 methods of nearly 8,000 bytes")
            {
                Verdicts = [new("B", "FTH045") { Beside = ["FTH060"] }],
            },
            new("fixed", false, "methods of a hundredth of that"),
        ],
    };
}
