namespace Fathom.Evidence;

public static partial class Limits
{
    /// <summary>-XX:PerfDataMemorySize; 32 KiB by default, and a JVM fills about half of it.</summary>
    public const int PerfDataBytes = 16 * 1024 * 1024;

    public const int PerfCounters = 100_000;

    /// <summary>java.rt.vmArgs is the longest string; HotSpot cuts it at 1,024 (PerfMaxStringConstLength).</summary>
    public const int PerfTextBytes = 64 * 1024;

    /// <summary>Entries of a target's /tmp that are looked through for hsperfdata folders.</summary>
    public const int TemporaryEntries = 200_000;

    /// <summary>An answer of a JVM that is held in memory to be read or written as JSON; passed through, none is.</summary>
    public const int AttachTextBytes = 64 * 1024 * 1024;
}
