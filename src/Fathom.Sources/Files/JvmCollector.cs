using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Files;

/// <summary>Which collector a JVM runs, by what it prints of its heap, or by its flags.</summary>
static class JvmCollector
{
    static readonly (string Flag, string Name)[] Flags =
    [
        ("UseG1GC", "G1"), ("UseParallelGC", "Parallel"), ("UseParallelOldGC", "Parallel"), ("UseSerialGC", "Serial"), ("UseZGC", "Z"),
        ("UseShenandoahGC", "Shenandoah"), ("UseConcMarkSweepGC", "CMS"), ("UseEpsilonGC", "Epsilon"),
    ];

    public static string? Of(HeapInfo? heap, VmFlags? flags)
    {
        string name = heap?.Name ?? "";
        string? said = name switch
        {
            _ when name.StartsWith("garbage-first", StringComparison.Ordinal) => "G1",
            _ when name.StartsWith("PS", StringComparison.Ordinal) => "Parallel",
            _ when name.StartsWith("def", StringComparison.OrdinalIgnoreCase) => "Serial",
            _ when name.StartsWith("par new", StringComparison.Ordinal) => "CMS",
            _ when name.StartsWith("ZHeap", StringComparison.Ordinal) => "Z",
            _ when name.StartsWith("Shenandoah", StringComparison.Ordinal) => "Shenandoah",
            _ when name.StartsWith("Epsilon", StringComparison.Ordinal) => "Epsilon",
            _ => null,
        };
        return said ?? Flags.FirstOrDefault(each => flags?[each.Flag] == "true").Name;
    }
}
