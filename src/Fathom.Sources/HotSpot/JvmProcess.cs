using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.HotSpot;

/// <summary>Who the target is, for those who look for its files in its own file system or talk to it.</summary>
/// <param name="NamespacePid">What it calls itself: its pid in the innermost namespace.</param>
public sealed record JvmProcess(int Pid, int NamespacePid, int Uid, int Gid, ProcessBirth Birth)
{
    public static Result<JvmProcess> Of(int pid)
    {
        DirectoryFiles files = DirectoryFiles.OfProcess(pid);
        if (BirthOf(files) is not { } birth)
            return Gone(pid);
        ProcessStatus status = StatusOf(files);
        // NSpid came with Linux 4.1; before it only our own namespace can be served.
        return status is { Uid: { } uid, Gid: { } gid }
            ? Absence.Of(birth, Snapshot(pid, status), files.Place) is { } absence
                ? absence
                : new JvmProcess(pid, status.NamespacePid ?? pid, AsKernelInt(uid), AsKernelInt(gid), birth)
            : Gone(pid);
    }

    /// <summary>False once it ended, also if another process has its number now.</summary>
    public bool IsAlive()
    {
        DirectoryFiles files = DirectoryFiles.OfProcess(Pid);
        return BirthOf(files)?.StartTicks == Birth.StartTicks && StatusOf(files).State is not ('Z' or 'X');
    }

    /// <summary>As the kernel calls it; empty once it ended.</summary>
    public static string NameOf(int pid) => StatusOf(DirectoryFiles.OfProcess(pid)).Name;

    /// <summary>The kernel's RSS of it now; null once it ended.</summary>
    public Bytes? Resident() => StatusOf(DirectoryFiles.OfProcess(Pid)).Resident;

    /// <summary>uid_t is unsigned; system calls and peer credentials carry its bits.</summary>
    static int AsKernelInt(long id) => unchecked((int)(uint)id);

    internal static ProcessStatus StatusOf(DirectoryFiles files) =>
        StatusText.Parse(files.Read("status", 64 * 1024).Or([]), files.Place + "/status").Value;

    static ProcessBirth? BirthOf(DirectoryFiles files) => StatText.Parse(files.Read("stat", 4096).Or([]));

    static Snapshot Snapshot(int pid, ProcessStatus status) => new()
    {
        TakenAt = default,
        Target = new Target { Pid = pid },
        Status = status,
        Cost = Cost.None,
    };

    static Gap Gone(int pid) => Gaps.NoSuchProcess.At(
        string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}"), null, pid.ToString(CultureInfo.InvariantCulture));
}
