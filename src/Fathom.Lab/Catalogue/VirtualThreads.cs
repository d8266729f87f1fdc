namespace Fathom.Lab.Catalogue;

static class VirtualThreads
{
    public static Scenario Scenario { get; } = new()
    {
        Id = "virtual-threads",
        Title = "very many sleeping virtual threads",
        Cause = "Their stacks are objects in the heap: nothing below it grows.",
        MainClass = "VirtualThreads",
        JvmFlags = ["-Xmx700m"],
        Jdks = new(21),
        Release = 21,
        Count = 200003,
        SmallCount = 20011,
        Variants =
        [
            new("many", false, "200,003 sleep"),
            new("fixed", false, "2,000 sleep"),
        ],
    };
}
