namespace Fathom.Lab.Catalogue;

static class FinalizerBlocked
{
    public static Scenario Scenario { get; } = new()
    {
        Id = "finalizer-blocked",
        Title = "a finalizer that waits",
        Cause = "One thread runs all finalizers. While it waits, everything behind it in the queue stays, with the "
            + "native memory it owns.",
        MainClass = "FinalizerBlocked",
        JvmFlags = ["-Xmx256m"],
        Count = 5003,
        SmallCount = 1009,
        Variants =
        [
            new("leak", true, "the finalizer sleeps")
            {
                Verdicts = [new("B", "FTH018")],
            },
            new("fixed", false, "each inflater is ended, and the finalizer returns"),
        ],
    };
}
