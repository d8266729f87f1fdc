using Fathom.Evidence;
using Fathom.Evidence.Census;

namespace Fathom.Sources.Bundle;

/// <summary>
/// What accounts take for granted of a snapshot, because the readers of processes see to it: order, and numbers that
/// point at something.
/// </summary>
static class SoundSnapshot
{
    public static Result<Snapshot> Check(Snapshot snapshot, string place)
    {
        if (Fault(snapshot) is { } fault)
            return Gaps.BundleDamaged.At(place, null, fault);
        return snapshot;
    }

    static string? Fault(Snapshot snapshot)
    {
        Address end = default;
        foreach (Mapping mapping in snapshot.Mappings)
        {
            if (mapping.Range.Start < end || (mapping.Range.End.Value > Limits.UserSpaceEnd && mapping.Range.Start.Value < Limits.GateSpaceStart))
                return "its mappings are in no order";
            end = mapping.Range.End;
        }
        if (snapshot.Usage is { } usage && usage.Count != snapshot.Mappings.Count)
            return "it has figures of other mappings";
        return snapshot.Census is { } census ? Fault(census) : null;
    }

    static string? Fault(ChunkCensus census)
    {
        int count = census.Groups.Count;
        bool Is(int group) => group >= 0 && group < count;
        for (int i = 0; i < count; i++)
        {
            ChunkGroup group = census.Groups[i];
            if (group.Number != i || (group.Parent is { } parent && ((parent.Group is { } above && !Is(above)) || (parent.Root is { } root && (root < 0 || root >= census.Roots.Count)))))
                return "its groups of blocks have other numbers than they say";
        }
        bool whole = census.Edges.All(edge => Is(edge.Parent) && Is(edge.Child))
            && census.Roots.All(root => Is(root.Child))
            && (census.Holders?.Rows.All(row => Is(row.Group) && row.Parts.All(part => Is(part.Group))) ?? true)
            && (census.Reach?.Rows.All(row => Is(row.Group)) ?? true);
        return whole ? null : "it refers to groups of blocks that it does not have";
    }
}
