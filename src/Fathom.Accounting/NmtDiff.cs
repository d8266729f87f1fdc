using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Accounting;

/// <summary>
/// Two reports of NMT as one that says of each figure by how much it changed: the form in which a JVM compares with its
/// own baseline. That baseline is one for all tools, so it is never touched: any two saved reports do.
/// </summary>
public static class NmtDiff
{
    /// <summary>Rounded figures differ by up to a unit without any change: such differences are none.</summary>
    public static NmtReport Of(NmtReport before, NmtReport after)
    {
        long unit = Math.Max(before.Scale.Value, after.Scale.Value);
        Bytes step = new(unit);
        Dictionary<string, NmtCategory> old = Index(before);
        List<NmtCategory> rows = [];
        foreach (NmtCategory category in after.Categories)
        {
            NmtCategory? was = old.Remove(category.Key, out NmtCategory? found) ? found : null;
            rows.Add(Row(category.Tag, was, category, step));
        }
        foreach (NmtCategory gone in before.Categories)
        {
            if (old.ContainsKey(gone.Key))
                rows.Add(Row(gone.Tag, gone, null, step));
        }
        return new NmtReport(NmtKind.SummaryDiff, step)
        {
            Reserved = Change(before.Reserved, after.Reserved, step),
            Committed = Change(before.Committed, after.Committed, step),
            Malloc = Change(before.Malloc, after.Malloc, step),
            Mmap = Change(before.Mmap, after.Mmap, step),
            Categories = rows,
            Sites = NmtSiteDiff.Of(before, after),
        };
    }

    /// <summary>What a diff shows first: the largest change of committed, then of reserved bytes, then by name.</summary>
    public static IReadOnlyList<NmtCategory> Sorted(NmtReport diff)
    {
        List<NmtCategory> rows = [.. diff.Categories];
        rows.Sort((a, b) => Size(b.Committed).CompareTo(Size(a.Committed)) is var byCommitted and not 0 ? byCommitted
            : Size(b.Reserved).CompareTo(Size(a.Reserved)) is var byReserved and not 0 ? byReserved
            : string.CompareOrdinal(a.Tag, b.Tag));
        return rows;
    }

    /// <summary>A report may name a tag twice where somebody edited it: the first counts.</summary>
    static Dictionary<string, NmtCategory> Index(NmtReport report)
    {
        Dictionary<string, NmtCategory> index = new(StringComparer.Ordinal);
        foreach (NmtCategory category in report.Categories)
            index.TryAdd(category.Key, category);
        return index;
    }

    static NmtCategory Row(string tag, NmtCategory? before, NmtCategory? after, Bytes step) => new(
        tag, Change(before?.Reserved, after?.Reserved, step), Change(before?.Committed, after?.Committed, step))
    {
        Classes = after?.Classes,
        Threads = after?.Threads,
        Malloc = Change(before?.Malloc, after?.Malloc, step),
        Arena = Change(before?.Arena, after?.Arena, step),
        Mmap = Change(before?.Mmap, after?.Mmap, step),
        Stacks = Change(before?.Stacks, after?.Stacks, step),
        Overhead = before?.Overhead is null && after?.Overhead is null ? null : Change(before?.Overhead, after?.Overhead, step),
    };

    internal static NmtAmount Change(NmtAmount? before, NmtAmount? after, Bytes step)
    {
        long now = after?.Size.Value ?? 0;
        // Sizes are not negative, so that their difference fits.
        long change = now - (before?.Size.Value ?? 0);
        return new NmtAmount(new Bytes(now), new Bytes(step.Value > 1 && Math.Abs(change) <= step.Value ? 0 : change));
    }

    internal static NmtBlocks? Change(NmtBlocks? before, NmtBlocks? after, Bytes step)
    {
        if (before is null && after is null)
            return null;
        long? count = after is null ? 0 : after.Count;
        long? was = before is null ? 0 : before.Count;
        return new NmtBlocks(Change(before?.Size, after?.Size, step), count, count is { } now && was is { } then ? now - then : 0);
    }

    internal static NmtVirtual? Change(NmtVirtual? before, NmtVirtual? after, Bytes step) =>
        before is null && after is null ? null
        : new NmtVirtual(Change(before?.Reserved, after?.Reserved, step), Change(before?.Committed, after?.Committed, step));

    static long Size(NmtAmount amount) => Math.Abs(amount.Change.Value);
}
