using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Profiles;

namespace Fathom.Sources.Files;

/// <summary>
/// Addresses that a text names and that differ from process to process: above those of the Java heap, which with compressed
/// references lies where every JVM of that size has it.
/// </summary>
static class SavedPoints
{
    const ulong Random = 1UL << 44;
    const int Most = 4096;

    public static IEnumerable<Address> Of(object? content) =>
        All(content).Where(point => point.Value >= Random).Take(Most);

    static IEnumerable<Address> All(object? content) => content switch
    {
        NmtReport report => report.Regions.Select(region => region.Range.Start),
        ThreadDump dump => dump.Threads.Select(thread => thread.StackPointer).OfType<Address>(),
        VmInfo info => (info.Libraries?.Mappings ?? []).Select(mapping => mapping.Range.Start),
        DynLibs libraries => libraries.Mappings.Select(mapping => mapping.Range.Start),
        // What has no file comes and goes.
        AllocationProfile profile => profile.Mappings.Where(mapping => mapping.Name.StartsWith('/')).Select(mapping => mapping.Range.Start),
        SystemMap map => map.Rows.Select(row => row.Range.Start),
        _ => [],
    };
}
