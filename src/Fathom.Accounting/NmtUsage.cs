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

    /// <summary>Both parts; null where one is unknown.</summary>
    public Bytes? Resident => MayMapMore ? null : Mapped + Malloc;

    /// <summary>So much is in memory for certain; null where nothing is known.</summary>
    public Bytes? AtLeast => Resident ?? (Mapped is { Value: > 0 } ? Mapped : Malloc is { Value: > 0 } ? Malloc : null);

    /// <summary>By committed bytes, then by name; so that reports of all JDKs read alike.</summary>
    /// <param name="residency">Of each tag's mapped memory; null where no process was looked at.</param>
    /// <param name="malloc">Resident bytes of each tag's malloc blocks, by key, from whoever has found them in memory.</param>
    public static IReadOnlyList<NmtUsage> Of(
        NmtReport report, NmtResidency? residency = null, IReadOnlyDictionary<string, Bytes>? malloc = null)
    {
        List<NmtUsage> rows = new(report.Categories.Count);
        foreach (NmtCategory category in report.Categories)
        {
            bool maps = category.Mmap is not null || category.Stacks is not null;
            bool mallocs = category.Malloc is not null || category.Arena is not null || category.Overhead is not null;
            rows.Add(new NmtUsage(category, Part(residency?.Mapped, maps, category.Key), Part(malloc, mallocs, category.Key))
            {
                MayMapMore = maps && residency?.MayMapMore(category.Key) == true,
            });
        }
        rows.Sort((a, b) => b.Category.Committed.Size.CompareTo(a.Category.Committed.Size) is var bySize and not 0
            ? bySize : string.CompareOrdinal(a.Category.Tag, b.Category.Tag));
        return rows;
    }

    static Bytes? Part(IReadOnlyDictionary<string, Bytes>? known, bool has, string key) =>
        !has ? Bytes.Zero : known?.TryGetValue(key, out Bytes found) == true ? found : null;
}
