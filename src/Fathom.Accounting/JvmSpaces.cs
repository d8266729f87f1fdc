using Fathom.Evidence;

namespace Fathom.Accounting;

/// <summary>One line of the JVM's memory: what the JVM says of it, and what the ledger has on its account.</summary>
/// <param name="IsPart">It is counted in the line above that is none.</param>
/// <param name="AtCollection">By the counters, which are of the last collection.</param>
public sealed record JvmSpaceLine(string Name, SpaceUse Use, bool IsPart, Bytes? Resident, bool AtCollection);

/// <summary>The JVM's spaces joined to the ledger's accounts.</summary>
public static class JvmSpaces
{
    public static IReadOnlyList<JvmSpaceLine> Of(JvmState state, Ledger ledger)
    {
        Dictionary<string, Bytes> resident = [];
        foreach (Posting line in ledger.Lines)
            resident[line.Account] = line.Amounts.Resident;
        List<JvmSpaceLine> lines = [];
        JvmFigures figures = state.Figures ?? new();
        GcCounters? counted = state.Counters is { } data ? GcCounters.Of(data) : null;
        Add(lines, resident, "heap " + state.Collector, JvmPart.Heap, figures.Heap, OrCounted(figures.HeapSpaces, counted), figures.HeapSpaces.Count == 0);
        Add(lines, resident, "metaspace", JvmPart.Metaspace, null, Metaspace(figures, counted), figures.Metaspace is null);
        Add(lines, resident, "code cache", JvmPart.Code, null, figures.CodeHeaps, false);
        return lines;
    }

    /// <summary>Collectors and versions that show no spaces still count them, as of the last collection.</summary>
    static IReadOnlyList<SpaceUse> OrCounted(IReadOnlyList<SpaceUse> spaces, GcCounters? counted) => spaces.Count > 0 ? spaces
        : [.. counted?.Spaces.Select(space => new SpaceUse(space.Name, JvmPart.Heap, space.Max, space.Capacity, space.Used)) ?? []];

    static SpaceUse[] Metaspace(JvmFigures figures, GcCounters? counted)
    {
        SpaceUse?[] known = [figures.Metaspace, figures.ClassSpace];
        if (known[0] is not null)
            return [.. known.OfType<SpaceUse>()];
        if (counted?.Metaspace is not { } both)
            return [];
        // The counter "metaspace" has the class space in it.
        HeapSpace? part = counted.ClassSpace;
        Bytes capacity = part?.Capacity ?? Bytes.Zero, used = part?.Used ?? Bytes.Zero;
        if (capacity > both.Capacity || used > both.Used)
            return [];
        SpaceUse nonClass = new("nonclass", JvmPart.Metaspace, null, both.Capacity - capacity, both.Used - used);
        return part is null ? [nonClass] : [nonClass, new SpaceUse("class", JvmPart.ClassSpace, part.Max, part.Capacity, part.Used)];
    }

    static void Add(List<JvmSpaceLine> lines, Dictionary<string, Bytes> resident, string name, JvmPart part, SpaceUse? whole,
        IReadOnlyList<SpaceUse> parts, bool areCounted)
    {
        if (whole is null && parts.Count == 0)
            return;
        string tree = Accounts.Jvm(part, "x");
        tree = tree[..(tree.LastIndexOf('/') + 1)];
        Bytes sum = resident.Where(each => each.Key.StartsWith(tree, StringComparison.Ordinal))
            .Aggregate(Bytes.Zero, (total, each) => total + each.Value);
        bool known = resident.Count > 0;
        lines.Add(new(name, whole ?? Sum(name, part, parts), false, known ? sum : null, areCounted && whole is null));
        foreach (SpaceUse each in parts)
        {
            // Spaces that only the counters name have no place, but metaspace has.
            bool hasAccount = known && !(areCounted && each.Part == JvmPart.Heap);
            lines.Add(new(each.Name, each, true,
                hasAccount ? resident.GetValueOrDefault(Accounts.Jvm(each.Part, each.Name)) : null, areCounted));
        }
    }

    static SpaceUse Sum(string name, JvmPart part, IReadOnlyList<SpaceUse> parts) => new(name, part,
        Total(parts, each => each.Reserved), Total(parts, each => each.Committed), Total(parts, each => each.Used));

    /// <summary>Unknown where one part is.</summary>
    static Bytes? Total(IReadOnlyList<SpaceUse> parts, Func<SpaceUse, Bytes?> of) =>
        parts.Aggregate((Bytes?)Bytes.Zero, (sum, each) => sum + of(each));
}
