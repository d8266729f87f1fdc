using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Figures of the JVM's structures under the names of counters, for a JVM that counts nothing (-XX:-UsePerfData): what is
/// not known so stays away.
/// </summary>
static class StandIn
{
    static readonly (string Space, string Counter)[] Spaces =
    [
        ("eden", "sun.gc.generation.0.space.0"), ("old", "sun.gc.generation.1.space.0"),
    ];

    public static PerfData Of(JvmState? state)
    {
        Dictionary<string, PerfCounter> counters = [];
        JvmFigures figures = state?.Figures ?? new();
        foreach ((string space, string counter) in Spaces)
            Add(counters, counter, Sum([.. figures.HeapSpaces.Where(each => each.Name == space || (space == "old" && IsOld(each.Name)))]));
        if (figures.Metaspace is { } metaspace)
            Add(counters, "sun.gc.metaspace", figures.ClassSpace is { } part ? Sum([metaspace, part]) : metaspace);
        Add(counters, "sun.gc.compressedclassspace", figures.ClassSpace);
        return new PerfData(counters);
    }

    /// <summary>jstat counts G1's large objects and archive among the old.</summary>
    static bool IsOld(string name) => name is "humongous" or "archive";

    static SpaceUse? Sum(IReadOnlyList<SpaceUse> spaces) => spaces.Count == 0 ? null
        : spaces.Aggregate((a, b) => a with { Committed = a.Committed + b.Committed, Used = a.Used + b.Used });

    static void Add(Dictionary<string, PerfCounter> counters, string name, SpaceUse? space)
    {
        if (space is not { Committed: { } committed, Used: { } used })
            return;
        counters[name + ".capacity"] = new PerfCounter(committed.Value, null);
        counters[name + ".used"] = new PerfCounter(used.Value, null);
    }
}
