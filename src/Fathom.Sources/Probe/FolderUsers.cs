using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Probe;

/// <summary>Whether a process may start others that are told to load the probe of this folder: then it must stay, as a JVM that does not find it does not start.</summary>
/// <param name="folder">Its name, which no other has.</param>
sealed class FolderUsers(string folder)
{
    readonly byte[] _folder = Encoding.UTF8.GetBytes(folder);

    /// <summary>It was started with the folder in its environment. Null where fathom may not look.</summary>
    public bool? IsTold(int pid) => Has(Environ(pid));

    /// <summary>It has the probe, by whatever way. Null likewise.</summary>
    public bool? HasProbe(int pid) => Has(Maps(pid));

    bool? Has(byte[]? text) => text is null ? null : text.AsSpan().IndexOf(_folder) >= 0;

    internal static byte[]? Environ(int pid) => Text(pid, "environ");

    internal static byte[]? Maps(int pid) => Text(pid, "maps");

    /// <summary>Of one that is gone, or going, nothing: it starts nothing any more.</summary>
    static byte[]? Text(int pid, string file) =>
        DirectoryFiles.OfProcess(pid).Read(file, Limits.ProcFileBytes).Try(out byte[]? text, out Gap? gap) ? text : gap.Errno is "ENOENT" or "ESRCH" || IsOver(pid) ? [] : null;

    /// <summary>Not to be seen of one that is gone.</summary>
    internal static bool IsOver(int pid) => HotSpot.JvmProcess.StatusOf(DirectoryFiles.OfProcess(pid)).State is 'Z' or 'X' or '?';
}
