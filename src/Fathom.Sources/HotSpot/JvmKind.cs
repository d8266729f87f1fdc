using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.HotSpot;

/// <summary>Whether a process is a JVM of the kind whose files and sockets these are: by the libraries it has mapped.</summary>
public static class JvmKind
{
    public static Gap? Objection(JvmProcess jvm)
    {
        DirectoryFiles files = DirectoryFiles.OfProcess(jvm.Pid);
        Result<byte[]> maps = files.Read("maps", Limits.ProcFileBytes);
        if (!maps.Ok)
            return maps.Gap!.Errno is "EACCES" or "EPERM"
                ? Gaps.NotPermitted.At(maps.Gap.Where, maps.Gap.Errno, Rights.Advice(jvm.Uid))
                : maps.Gap;
        if (maps.Value.AsSpan().IndexOf("/libjvm.so"u8) < 0)
            return Gaps.JvmNeeded.At(files.Place + "/maps", null, JvmProcess.NameOf(jvm.Pid));
        // OpenJ9 brings a libjvm.so too, as a shim before its own.
        return maps.Value.AsSpan().IndexOf("/libj9vm"u8) >= 0
            ? Gaps.JvmNotHotSpot.At(files.Place + "/maps", null, "Eclipse OpenJ9")
            : null;
    }
}
