namespace Fathom.Lab.Catalogue;

/// <summary>JVMs without a fault, some of which look as if they had one.</summary>
static class Healthy
{
    public static Scenario Idle { get; } = new()
    {
        Id = "idle",
        Title = "a JVM that does nothing",
        Cause = "Nothing grows.",
        MainClass = "Idle",
        JvmFlags = ["-Xmx256m"],
        Count = 1,
        SmallCount = 1,
        Variants =
        [
            new("healthy", false, "waits"),
        ],
    };

    public static Scenario Busy { get; } = new()
    {
        Id = "busy",
        Title = "a server in order, under load",
        Cause = "Streams are closed, buffers are used again, caches are bounded.",
        MainClass = "Busy",
        JvmFlags = ["-Xmx256m"],
        Count = 2003,
        SmallCount = 499,
        Variants =
        [
            new("healthy", false, "five threads serve"),
        ],
    };

    public static Scenario Steady { get; } = new()
    {
        Id = "heap-steady",
        Title = "a heap of fixed size that never shrinks",
        Cause = "Xms equals Xmx: the heap stays as it is by design.",
        MainClass = "Busy",
        JvmFlags = ["-Xms400m", "-Xmx400m", "-XX:+UseG1GC"],
        Count = 2003,
        SmallCount = 499,
        Variants =
        [
            new("healthy", false, "five threads serve"),
        ],
    };

    public static Scenario Recorded { get; } = new()
    {
        Id = "flight-recorder",
        Title = "a JVM that is recorded",
        Cause = "The flight recorder costs tens of megabytes at the start and then no more.",
        MainClass = "Idle",
        JvmFlags = ["-Xmx256m", "-XX:StartFlightRecording=settings=profile"],
        Count = 1,
        SmallCount = 1,
        Variants =
        [
            new("healthy", false, "waits"),
        ],
    };

    public static Scenario AddressSpace { get; } = new()
    {
        Id = "address-space",
        Title = "terabytes reserved, megabytes resident",
        Cause = "ZGC reserves many times its heap: address space, not memory.",
        MainClass = "Idle",
        JvmFlags = ["-Xmx2g"],
        Jdks = new(15),
        Count = 1,
        SmallCount = 1,
        Variants =
        [
            new("reserved", false, "with ZGC")
            {
                JvmFlags = ["-XX:+UseZGC"],
                Verdicts = [new("B", "FTH070")],
            },
            new("fixed", false, "with the serial collector")
            {
                JvmFlags = ["-XX:+UseSerialGC"],
            },
        ],
    };
}
