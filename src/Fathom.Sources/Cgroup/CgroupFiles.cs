using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Cgroup;

/// <summary>The same figures from a folder of saved files: the controller's own, beside those of /proc.</summary>
static class CgroupFiles
{
    public static Result<CgroupUsage> Read(IProcFiles files)
    {
        (int version, string limit, string usage) = files.Read("memory.current", 256).Ok
            ? (2, "memory.max", "memory.current")
            : (1, "memory.limit_in_bytes", "memory.usage_in_bytes");
        Result<byte[]> used = files.Read(usage, 256);
        if (!used.Ok)
            return used.Gap!;
        if (CgroupText.ParseAmount(used.Value) is not { } amount)
            return Gaps.CgroupUnreadable.At(files.Place + "/" + usage);
        byte[] stat = files.Read("memory.stat", 64 * 1024).Or([]);
        Bytes cache = CgroupText.ParseStat(stat, version == 1 ? "total_inactive_file"u8 : "inactive_file"u8) ?? Bytes.Zero;
        return new CgroupUsage(version, "/", CgroupText.ParseAmount(files.Read(limit, 256).Or([])), amount, cache);
    }
}
