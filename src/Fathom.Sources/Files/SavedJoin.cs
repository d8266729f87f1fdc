using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Files;

/// <summary>Puts what the texts say where a look at the process would have put it; the better source of a figure wins.</summary>
static class SavedJoin
{
    public static Snapshot Of(Snapshot snapshot, IReadOnlyList<SavedPiece> pieces)
    {
        SavedTexts saved = SavedIdentity.Of(snapshot, pieces);
        snapshot = SavedContainer.Join(SavedProcess.Join(WithMappings(snapshot, saved), saved), saved);
        if (JvmBuilds.Library(snapshot.Mappings) is { } library && snapshot.Target.Jvm is null)
            snapshot = snapshot with { Target = snapshot.Target with { Jvm = new JvmBuild(null, null, library) } };
        JvmTexts jvm = JvmTexts.Of(saved);
        snapshot = snapshot with
        {
            Saved = saved,
            JvmState = jvm.State(snapshot),
            Threads = snapshot.Threads.Count > 0 ? snapshot.Threads : SavedThreads.Of(jvm.Dump, snapshot.Mappings, jvm.StackSize),
        };
        Target target = snapshot.Target;
        return snapshot with
        {
            Gaps = HistogramsApart(saved) is { } apart ? [.. snapshot.Gaps, apart] : snapshot.Gaps,
            Saved = saved with { Disagreements = [.. saved.Disagreements, .. SavedFigures.Compare(snapshot, saved)] },
            Target = target with { Jvm = jvm.Build(target.Jvm) },
        };
    }

    /// <summary>Two of one text were made one behind the other (Accounting takes them for a pair), two files at any times.</summary>
    static Gap? HistogramsApart(SavedTexts saved)
    {
        string[] files = [.. saved.Pieces.Where(piece => piece is { IsApart: false, Content: ClassHistogram { IsWhole: true } }).Select(piece => piece.File).Distinct(StringComparer.Ordinal)];
        return files is [.., var one, var other] ? Gaps.HistogramsApart.At(other, null, one, other) : null;
    }

    /// <summary>Where nobody saved smaps: the JVM's own map (JDK 22 and later) has sizes too.</summary>
    static Snapshot WithMappings(Snapshot snapshot, SavedTexts saved)
    {
        if (snapshot.Usage is not null)
            return snapshot;
        if (saved.Of<PmapReport>().MaxBy(Worth) is { } pmap)
        {
            if (PmapTable.Sizes(pmap) is { } rows)
                return WithTable(snapshot, rows);
            return snapshot.Mappings.Count == 0 ? snapshot with { Mappings = PmapTable.Mappings(pmap) } : snapshot;
        }
        if (saved.Last<SystemMap>() is { Rows.Count: > 0 } map)
            return WithTable(snapshot, SystemMapTable.Of(map));
        return snapshot.Mappings.Count == 0 && (saved.Last<DynLibs>() ?? saved.Last<VmInfo>()?.Libraries) is { Mappings.Count: > 0 } libraries
            ? snapshot with { Mappings = Ordered(libraries.Mappings) }
            : snapshot;
    }

    /// <summary>-X has more columns than -x, and the plain form no sizes; a whole table is worth more than one that was cut.</summary>
    static int Worth(PmapReport report) =>
        (report.IsWhole ? 8 : 0) + (report.Rows.Any(row => row.Sizes.Resident is not null) ? 4 : 0) + (report.Rows.Any(row => row.Sizes.Proportional is not null) ? 2 : 0);

    static Snapshot WithTable(Snapshot snapshot, UsageRows rows) => snapshot with
    {
        Mappings = rows.Mappings,
        Usage = rows.Usage,
        Status = snapshot.Status with { Resident = snapshot.Status.Resident ?? rows.Total },
        Gaps = [.. snapshot.Gaps.Where(gap => gap.Id != Gaps.NothingToBalance.Id), Gaps.NoMemoryHere.At(rows.Source)],
    };

    /// <summary>In address order, and none over another: what a damaged text says twice is left out.</summary>
    static List<Mapping> Ordered(IReadOnlyList<Mapping> mappings)
    {
        List<Mapping> ordered = [];
        foreach (Mapping mapping in mappings.OrderBy(mapping => mapping.Range.Start.Value))
        {
            if (ordered.Count == 0 || ordered[^1].Range.End <= mapping.Range.Start)
                ordered.Add(mapping);
        }
        return ordered;
    }
}

/// <summary>Mappings with what is in memory of each, from a tool's table.</summary>
/// <param name="Total">The kernel's own sum, where the tool printed one that is the sum of its rows; null elsewhere.</param>
readonly record struct UsageRows(IReadOnlyList<Mapping> Mappings, IReadOnlyList<MappingUsage> Usage, Bytes? Total, string Source);
