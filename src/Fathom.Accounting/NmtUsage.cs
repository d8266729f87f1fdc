using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Accounting;

/// <summary>One memory tag: what NMT has booked under it, and what of that is in memory.</summary>
/// <param name="Mapped">Resident pages of what the JVM mapped under this tag; zero where it maps nothing, null if unknown.</param>
/// <param name="Malloc">Resident bytes of its malloc blocks; zero where it has none, null if unknown.</param>
public sealed record NmtUsage(NmtCategory Category, Bytes? Mapped, Bytes? Malloc)
{
    /// <summary>More of the tag may be mapped than was found: owners stand for it, and not all of its ranges have one.</summary>
    public bool MayMapMore { get; init; }

    /// <summary>More of its blocks may be resident than were found: arenas, headers, swapped pages.</summary>
    public bool MayMallocMore { get; init; }

    /// <summary>Both parts; null where one is unknown.</summary>
    public Bytes? Resident => MayMapMore || MayMallocMore ? null : Mapped + Malloc;

    /// <summary>So much is in memory for certain; null where nothing is known.</summary>
    public Bytes? AtLeast =>
        Resident ?? ((Mapped ?? Bytes.Zero) + (Malloc ?? Bytes.Zero) is { Value: > 0 } known ? known : null);

    /// <summary>By committed bytes, then by name; so that reports of all JDKs read alike.</summary>
    /// <param name="residency">Of each tag's mapped memory; null where no process was looked at.</param>
    /// <param name="malloc">Of each tag's malloc blocks; null where nobody has found them in memory.</param>
    public static IReadOnlyList<NmtUsage> Of(
        NmtReport report, NmtResidency? residency = null, NmtMallocResidency? malloc = null)
    {
        List<NmtUsage> rows = new(report.Categories.Count);
        foreach (NmtCategory category in report.Categories)
        {
            bool maps = category.Mmap is not null || category.Stacks is not null;
            bool mallocs = category.Malloc is not null || category.Arena is not null || category.Overhead is not null;
            (Bytes Size, bool IsAll)? blocks = mallocs ? malloc?.Part(category, report) : (Bytes.Zero, true);
            rows.Add(new NmtUsage(category, MappedOf(residency, maps, category.Key), blocks?.Size)
            {
                MayMapMore = maps && residency?.MayMapMore(category.Key) == true,
                MayMallocMore = blocks is { IsAll: false },
            });
        }
        rows.Sort((a, b) => b.Category.Committed.Size.CompareTo(a.Category.Committed.Size) is var bySize and not 0
            ? bySize : string.CompareOrdinal(a.Category.Tag, b.Category.Tag));
        return rows;
    }

    static Bytes? MappedOf(NmtResidency? residency, bool maps, string key) =>
        !maps ? Bytes.Zero : residency?.Mapped.TryGetValue(key, out Bytes found) == true ? found : null;
}
