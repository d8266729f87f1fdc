using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Files;

/// <summary>pmap's rows as mappings. Without -X it calls the heap of brk "[ anon ]" as well; its place gives it away.</summary>
static class PmapTable
{
    /// <summary>Where Linux on x86-64 puts programs that may lie anywhere: two thirds of user space (ELF_ET_DYN_BASE) and 2^40 more.</summary>
    static readonly AddressRange Programs = new(new Address(0x555500000000), new Address(0x580000000000));

    /// <summary>Null where the form has no column of what is in memory.</summary>
    public static UsageRows? Sizes(PmapReport report)
    {
        if (!report.Rows.Any(row => row.Sizes.Resident is not null))
            return null;
        List<Mapping> mappings = [];
        List<MappingUsage> usage = [];
        foreach (PmapRow row in Ordered(report))
        {
            mappings.Add(MappingOf(row, mappings));
            usage.Add(UsageOf(row.Sizes));
        }
        return new UsageRows(mappings, usage, report.Total?.Resident, "pmap");
    }

    public static IReadOnlyList<Mapping> Mappings(PmapReport report)
    {
        List<Mapping> mappings = [];
        foreach (PmapRow row in Ordered(report))
            mappings.Add(MappingOf(row, mappings));
        return mappings;
    }

    /// <summary>In address order, none over another, nothing larger in memory than it is: what else a paste did to a row is not believed.</summary>
    static IEnumerable<PmapRow> Ordered(PmapReport report)
    {
        Address end = default;
        foreach (PmapRow row in report.Rows.OrderBy(row => row.Range.Start.Value))
        {
            if (row.Range.IsEmpty || row.Range.Start < end || row.Sizes.Resident > row.Range.Length)
                continue;
            end = row.Range.End;
            yield return row;
        }
    }

    static Mapping MappingOf(PmapRow row, List<Mapping> before)
    {
        string name = row.Name.Replace(" ", "", StringComparison.Ordinal) is "[stack]" or "[heap]" or "[anon]" ? row.Name.Replace(" ", "", StringComparison.Ordinal) : row.Name;
        name = name == "[anon]" ? "" : name;
        if (name.Length == 0 && IsBreak(row, before))
            name = "[heap]";
        return new Mapping(row.Range, row.Access, row.Offset ?? 0, default, row.IsAnonymous ? 0UL : 1, name, row.IsDeleted);
    }

    /// <summary>The first anonymous memory behind a program and apart from it: what adjoins it are its own zeroed variables.</summary>
    static bool IsBreak(PmapRow row, List<Mapping> before) =>
        Programs.Contains(row.Range.Start) && (row.Access & (Access.Write | Access.Execute)) == Access.Write
        && before is [.., var last] && last.Range.End < row.Range.Start && Programs.Contains(last.Range.Start) && last.Name != "[heap]";

    static MappingUsage UsageOf(PmapSizes sizes) => new()
    {
        Rss = sizes.Resident ?? Bytes.Zero,
        Pss = sizes.Proportional ?? Bytes.Zero,
        Anonymous = sizes.Anonymous ?? Bytes.Zero,
        Swap = sizes.Swap ?? Bytes.Zero,
        Locked = sizes.Locked ?? Bytes.Zero,
        Flags = "",
    };
}
