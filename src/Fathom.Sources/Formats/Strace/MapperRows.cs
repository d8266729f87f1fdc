using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.Calls;

namespace Fathom.Sources.Formats.Strace;

/// <summary>Rows of thread and place, summed one way or the other.</summary>
static class MapperRows
{
    /// <summary>The rest is in the program's own sums.</summary>
    const int MostShown = 2_000;

    public static MappedAmount Sum(IEnumerable<MapperRow> rows)
    {
        ulong usable = 0, reserved = 0, files = 0;
        foreach (MapperRow row in rows)
        {
            usable = unchecked(usable + row.Net);
            reserved += row.Reserved;
            files += row.Files;
        }
        return new MappedAmount(new Bytes((long)usable), new Bytes((long)reserved), new Bytes((long)files));
    }

    public static IReadOnlyList<Mapper> ByThread(IEnumerable<MapperRow> rows) =>
        Ordered(rows.GroupBy(row => row.Tid ?? 0).Select(group => Of(new Mapper(group.First().Tid, []), group)));

    public static IReadOnlyList<Mapper> BySite(IEnumerable<MapperRow> rows, CallSites sites) =>
        Ordered(rows.Where(row => row.Site >= 0).GroupBy(row => sites.Shown(row.Site), StringComparer.Ordinal)
            .Select(group => Of(new Mapper(null, group.Key.Split('\n')), group)));

    static Mapper Of(Mapper mapper, IEnumerable<MapperRow> rows)
    {
        MapperRow[] all = [.. rows];
        return mapper with
        {
            Calls = all.Sum(row => row.Calls),
            Mapped = Sum(all, row => row.Mapped),
            Unmapped = Sum(all, row => row.Unmapped),
            Live = Sum(all),
            ArenaHeaps = all.Sum(row => row.ArenaHeaps),
        };
    }

    static Bytes Sum(MapperRow[] rows, Func<MapperRow, ulong> of)
    {
        ulong sum = 0;
        foreach (MapperRow row in rows)
            sum += of(row);
        return new Bytes((long)sum);
    }

    static IReadOnlyList<Mapper> Ordered(IEnumerable<Mapper> mappers) =>
        [.. mappers.OrderByDescending(mapper => mapper.Live.Usable.Value).ThenByDescending(mapper => mapper.Mapped.Value)
            .ThenBy(mapper => mapper.Tid).Take(MostShown)];
}
