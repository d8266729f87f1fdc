using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Accounting.Budget;

/// <summary>The flags that bound a JVM's memory, with what the JVM takes where one was not set.</summary>
sealed record BudgetFlags(Bytes Heap, string? Collector, int? Feature)
{
    // Flags are unsigned words; what is meant as "no limit" is near the end of the address space.
    const ulong Unlimited = 1UL << 40;

    // ThreadStackSize on x86_64 and aarch64, in KiB there (globals_linux_x86.hpp); 0 stands for it.
    const long DefaultStack = 1L << 20;

    public Bytes? Metaspace { get; init; }

    public Bytes? Code { get; init; }

    public Bytes Direct { get; init; }

    public bool IsDirectSet { get; init; }

    public Bytes Stack { get; init; }

    public static BudgetFlags? Of(Snapshot snapshot)
    {
        if (snapshot.JvmState is not { } jvm || Size(jvm, "MaxHeapSize") is not { Value: > 0 } heap)
            return null;
        Bytes? direct = Size(jvm, "MaxDirectMemorySize") is { Value: > 0 } asked ? asked : null;
        return new BudgetFlags(heap, jvm.Collector, FeatureOf(jvm.Build?.Version ?? snapshot.Target.Jvm?.Version))
        {
            Metaspace = Size(jvm, "MaxMetaspaceSize") is { Value: > 0 } metaspace ? metaspace : null,
            Code = Size(jvm, "ReservedCodeCacheSize") is { Value: > 0 } code ? code : null,
            // java.nio.Bits: 0, which is the default, stands for Runtime.maxMemory().
            Direct = direct ?? (jvm.Figures?.DirectLimit is { Value: > 0 } limit ? limit : heap),
            IsDirectSet = direct is not null,
            Stack = Size(jvm, "ThreadStackSize") is { Value: > 0 and < 1L << 30 } kib ? new Bytes(kib.Value * 1024) : new Bytes(DefaultStack),
        };
    }

    static Bytes? Size(JvmState jvm, string flag) =>
        ulong.TryParse(jvm.Flag(flag), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) && value < Unlimited
            ? new Bytes((long)value)
            : null;

    /// <summary>1.8.0_504 and 25.504-b08 (HotSpot's own number of 8) are 8.</summary>
    static int? FeatureOf(string? version)
    {
        if (version is null)
            return null;
        string[] parts = version.Split('.', '_', '+', '-');
        string first = parts is ["1", var second, ..] ? second : parts[0];
        return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int feature) ? feature : null;
    }
}
