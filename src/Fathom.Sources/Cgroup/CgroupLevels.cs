using Fathom.Evidence;

namespace Fathom.Sources.Cgroup;

/// <summary>The cgroups from a process's own up to where the files begin, and which of their limits bites.</summary>
static class CgroupLevels
{
    public static CgroupAt? Tightest(int version, ICgroupFiles files, string path)
    {
        CgroupAt? tightest = null;
        CgroupAt? top = null;
        Bytes? least = null;
        Bytes? hidden = null;
        for (string at = path; ; at = Parent(at))
        {
            if (ReadOne(version, files, at) is { } here)
            {
                hidden = version == 1 && top is null ? AboveFirst(here) : hidden;
                top = here;
                least = Least(least, here.Usage.Limit);
                if (tightest is null || IsTighter(here.Usage, tightest.Usage))
                    tightest = here;
            }
            if (at == "/")
                break;
        }
        return hidden is { } limit && (least is null || limit < least) ? top! with { Usage = top.Usage with { Limit = limit, LimitIsAbove = true } }
            : tightest;
    }

    /// <summary>Limit, usage and inactive page cache of one cgroup; null where it has no figures of memory.</summary>
    public static CgroupUsage? Usage(int version, ICgroupFiles files, string folder, string path)
    {
        (string limit, string usage) = version == 1
            ? ("memory.limit_in_bytes", "memory.usage_in_bytes")
            : ("memory.max", "memory.current");
        // Read one after the other: usage and what it is made of should tell of the same moment.
        byte[]? stat = files.Read(In(folder, "memory.stat"), Limits.CgroupFileBytes);
        if (files.Read(In(folder, usage), 256) is not { } used || CgroupText.ParseAmount(used) is not { } amount)
            return null;
        Bytes cache = CgroupText.ParseStat(stat, version == 1 ? "total_inactive_file"u8 : "inactive_file"u8) ?? Bytes.Zero;
        return new CgroupUsage(version, path, CgroupText.ParseAmount(files.Read(In(folder, limit), 256)), amount, cache)
        {
            // Only the root of a hierarchy has it (Documentation/admin-guide/cgroup-v1/cgroups.rst, 1.4).
            IsRoot = version == 1 && path == "/" && files.Read("release_agent", Limits.CgroupFileBytes) is not null,
        };
    }

    public static string In(string folder, string name) => folder.Length == 0 ? name : folder + "/" + name;

    static CgroupAt? ReadOne(int version, ICgroupFiles files, string path) =>
        Usage(version, files, path[1..], path) is { } usage ? new CgroupAt(files, path[1..], usage) : null;

    /// <summary>Version 1 tells the least limit on the way up, also of cgroups that are not visible from here.</summary>
    static Bytes? AboveFirst(CgroupAt innermost) =>
        innermost.Files.Read(In(innermost.Folder, "memory.stat"), Limits.CgroupFileBytes) is { } stat
        && CgroupText.ParseStat(stat, "hierarchical_memory_limit"u8) is { } limit && limit < CgroupText.NoLimit
            ? limit
            : null;

    static Bytes? Least(Bytes? a, Bytes? b) => a is null || (b is { } other && other < a) ? b : a;

    static bool IsTighter(CgroupUsage here, CgroupUsage than) =>
        here.Headroom is { } room && (than.Headroom is not { } other || room < other);

    static string Parent(string path) => path.LastIndexOf('/') is > 0 and int slash ? path[..slash] : "/";
}
