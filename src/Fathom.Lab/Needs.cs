using Fathom.Lab.Jdks;

namespace Fathom.Lab;

/// <summary>What scenarios need, each looked for anew when one is to run.</summary>
static class Needs
{
    const string Libraries = "/usr/lib/x86_64-linux-gnu";
    const string Jars = "/usr/share/java";

    /// <summary>The JVM sees the files, libraries and devices of this machine.</summary>
    public static Need ThisMachine { get; } =
        new("a JVM of this machine, not one in a root", "run it with --jdk", place => place is Jdk);

    public static Need NativeLibrary { get; } =
        new("a C compiler and the JDK's jni.h", "apt-get install gcc libc6-dev", place => NativeCompiler.CanWork(place as Jdk));

    public static Need MemoryCgroup { get; } =
        new("a memory cgroup of version 1 that may be made", "run as root where /sys/fs/cgroup/memory is writable",
            place => place is Jdk && Running.MemoryCgroup.CanBeMade());

    public static Need HugePages { get; } =
        new("transparent huge pages", "echo madvise >/sys/kernel/mm/transparent_hugepage/enabled", _ => HugePagesAreOn());

    public static Need Swap { get; } =
        new("swap space that is on", "mkswap and swapon, as root, for a file of 512 MiB", place => place is Jdk && SwapIsOn());

    public static Need Library(string name, string package) =>
        new(name, "apt-get install " + package, place => place is Jdk && File.Exists(Path.Combine(Libraries, name)));

    public static string PathOf(string library) => Path.Combine(Libraries, library);

    public static Need Jar(string name, string package) =>
        new(name, "apt-get install " + package, place => place is Jdk && File.Exists(Path.Combine(Jars, name)))
        {
            Jar = Path.Combine(Jars, name),
        };

    /// <summary>A heading, and a line for each.</summary>
    static bool SwapIsOn()
    {
        const string Swaps = "/proc/swaps";
        return File.Exists(Swaps) && File.ReadLines(Swaps).Skip(1).Any();
    }

    static bool HugePagesAreOn()
    {
        const string Enabled = "/sys/kernel/mm/transparent_hugepage/enabled";
        return File.Exists(Enabled) && !File.ReadAllText(Enabled).Contains("[never]", StringComparison.Ordinal);
    }
}
