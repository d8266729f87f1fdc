using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.Calls;

namespace Fathom.Sources.Formats.MallocLog;

/// <summary>Rows of thread and place, summed one way or the other.</summary>
static class RequesterRows
{
    const int MostShown = 2_000;

    public static IReadOnlyList<Requester> ByThread(IEnumerable<RequesterRow> rows) =>
        Ordered(rows.GroupBy(row => row.Tid ?? 0).Select(group => Of(new Requester(group.First().Tid, null), group)));

    public static IReadOnlyList<Requester> BySite(IEnumerable<RequesterRow> rows, CallSites sites) =>
        Ordered(rows.Where(row => row.Site >= 0).GroupBy(row => sites.Shown(row.Site), StringComparer.Ordinal)
            .Select(group => Of(new Requester(null, group.Key), group)));

    static Requester Of(Requester requester, IEnumerable<RequesterRow> rows)
    {
        foreach (RequesterRow row in rows)
        {
            requester = requester with
            {
                Calls = requester.Calls + row.Calls,
                Allocated = requester.Allocated + new Bytes(row.Allocated),
                Live = requester.Live + new Bytes(row.Live),
                LiveBlocks = requester.LiveBlocks + row.LiveBlocks,
            };
        }
        return requester;
    }

    static IReadOnlyList<Requester> Ordered(IEnumerable<Requester> requesters) =>
        [.. requesters.OrderByDescending(one => one.Live.Value).ThenByDescending(one => one.Allocated.Value).ThenBy(one => one.Tid).Take(MostShown)];
}
