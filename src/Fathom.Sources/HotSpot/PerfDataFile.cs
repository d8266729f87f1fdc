using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// /tmp/hsperfdata_USER/NSPID in the target's own file system: always /tmp, whatever java.io.tmpdir says (HotSpot
/// perfMemory_posix.cpp). USER is a name of the target's passwd, so every such folder is looked into; only the file
/// that belongs to the target's user counts. The JVM holds a flock on it: opened with open(2), which asks for none.
/// </summary>
public static class PerfDataFile
{
    public static Result<PerfData> Read(JvmProcess process)
    {
        Result<TargetRoot> root = TargetRoot.Of(process.Pid);
        if (!root.Ok)
            return root.Gap!.Errno is "EACCES" or "EPERM"
                ? Gaps.NotPermitted.At(root.Gap.Where, root.Gap.Errno, Rights.Advice(process.Uid))
                : root.Gap;
        using TargetRoot open = root.Value;
        Result<PerfData> read = Read(open, process.NamespacePid, process.Uid);
        return read.Ok ? read : JvmKind.Objection(process) ?? read.Gap!;
    }

    /// <summary>In the file system that is the target's, or stands for it in a test.</summary>
    public static Result<PerfData> Read(TargetRoot root, int namespacePid, int uid)
    {
        Result<TargetFolder> opened = root.OpenFolder("/tmp");
        if (!opened.Ok)
            return opened.Gap!;
        using TargetFolder temporary = opened.Value;
        string name = namespacePid.ToString(CultureInfo.InvariantCulture);
        Gap worst = Gaps.PerfDataAbsent.At(temporary.Place, Errno.Name(Errno.ENOENT));
        foreach (string folder in temporary.List("hsperfdata_"))
        {
            Result<PerfData> read = temporary.Find(folder).Then(found => ReadIn(found, name, uid));
            if (read.Ok)
                return read;
            // A folder of another user that does not hold this pid says nothing.
            if (read.Gap!.Errno != Errno.Name(Errno.ENOENT))
                worst = read.Gap;
        }
        return worst;
    }

    static Result<PerfData> ReadIn(FoundName found, string name, int uid)
    {
        using FoundName held = found;
        if (held.Kind != FoundKind.Folder)
            return Gaps.PerfDataForeign.At(held.Place, null, "its folder is a link or a file");
        // HotSpot's own rule for using the folder (is_dirfd_secure): owned by its user or root, and no others write to it.
        bool secure = (held.Uid == uid || held.Uid == 0) && !held.OthersMayWrite;
        Result<TargetFolder> opened = held.OpenFolder();
        if (!opened.Ok)
            return opened.Gap!;
        using TargetFolder folder = opened.Value;
        if (!folder.Find(name).Try(out FoundName? file, out Gap? gap))
            return gap;
        using (file)
        {
            if (!secure || file.Uid != uid || file.OthersMayWrite)
                return Gaps.PerfDataForeign.At(file.Place, null,
                    string.Create(CultureInfo.InvariantCulture, $"user {file.Uid} owns it, the JVM is user {uid}'s"));
            return file.OpenRegular(new Bytes(Limits.PerfDataBytes)).Then(Parse);
        }
    }

    static Result<PerfData> Parse(RegularFile file)
    {
        using RegularFile open = file;
        byte[] bytes = new byte[(int)open.Length.Value];
        int got = open.Read(0, bytes);
        return PerfDataBytes.Parse(bytes.AsSpan(0, got), open.Place);
    }
}
