using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Accounting;

/// <summary>All that `nmt` answers: the report, what of it is in memory, and how it differs from a saved one.</summary>
/// <param name="Snapshot">Whose report it is; without pages where it was saved.</param>
public sealed record NmtAnswer(Snapshot Snapshot, NmtReport Report)
{
    /// <summary>The JVM was not asked: the report was read from its memory.</summary>
    public bool IsRead { get; init; }

    public IReadOnlyList<NmtUsage> Tags { get; init; } = [];

    /// <summary>Null where no process was looked at.</summary>
    public NmtResidency? Residency { get; init; }

    /// <summary>Null where the malloc blocks were not found one by one.</summary>
    public NmtMallocResidency? Malloc { get; init; }

    /// <summary>Changes since another report; null where none was given and this one is no diff.</summary>
    public NmtReport? Diff { get; init; }

    /// <summary>Of that other report; null where it does not say.</summary>
    public NmtHead? Since { get; init; }

    public static NmtAnswer Of(Snapshot snapshot, NmtReport report, NmtReport? before, NmtHead? since)
    {
        NmtMallocResidency? malloc = NmtMallocResidency.Of(snapshot.JvmState?.Nmt?.Blocks);
        NmtResidency? residency = NmtResidency.Of(report, snapshot);
        bool isDiff = report.Kind is NmtKind.SummaryDiff or NmtKind.DetailDiff;
        return new NmtAnswer(snapshot, report)
        {
            Tags = NmtUsage.Of(report, residency, malloc),
            Residency = residency,
            Malloc = malloc,
            Diff = before is not null ? NmtDiff.Of(before, report) : isDiff ? report : null,
            Since = since,
        };
    }

    /// <summary>So much of all tags is in memory for certain, and whether that is all; null where nothing is known.</summary>
    public (Bytes Size, bool IsAll)? Resident
    {
        get
        {
            if (Residency is null)
                return null;
            Bytes sum = Bytes.Zero;
            bool all = true;
            foreach (NmtUsage tag in Tags)
            {
                sum += (tag.Mapped ?? Bytes.Zero) + (Malloc is null ? tag.Malloc ?? Bytes.Zero : Bytes.Zero);
                all &= tag.Resident is not null;
            }
            // Blocks of arenas are known as one sum, whichever tag uses them.
            return (sum + (Malloc?.Sum ?? Bytes.Zero), all);
        }
    }
}
