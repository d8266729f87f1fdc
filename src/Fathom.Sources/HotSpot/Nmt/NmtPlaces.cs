using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Glibc;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>Where the JVM's malloc blocks can lie: writable memory without a file that nobody else is known to own.</summary>
static class NmtPlaces
{
    public static IEnumerable<AddressRange> Of(Snapshot snapshot, IEnumerable<JvmRange> parts, IEnumerable<NmtRegion> reserved)
    {
        List<AddressRange> taken =
        [
            .. snapshot.Threads.Where(thread => thread.Stack is not null).Select(thread => thread.Stack!.Value),
            .. snapshot.Images.SelectMany(image => image.ZeroFill),
            .. parts.Where(part => !part.Inferred).Select(part => part.Range),
            .. reserved.Select(region => region.Range),
        ];
        taken.Sort((a, b) => a.Start.CompareTo(b.Start));
        return RangeSet.Without(snapshot.Mappings.Where(MayBeMalloc).Select(mapping => mapping.Range), taken);
    }

    /// <summary>glibc names its mappings where it was asked to (GLIBC_TUNABLES=glibc.mem.decorate_maps=1, since 2.39).</summary>
    static bool MayBeMalloc(Mapping mapping) =>
        mapping.Name == "[heap]" || AnonymousMemory.Is(mapping)
        || (mapping.IsWritablePrivate && mapping.Name.StartsWith("[anon: glibc: malloc", StringComparison.Ordinal));
}
