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
    public bool? IsTold(int pid) => Has(pid, "environ");

    /// <summary>It has the probe, by whatever way. Null likewise.</summary>
    public bool? HasProbe(int pid) => Has(pid, "maps");

    bool? Has(int pid, string file)
    {
        if (DirectoryFiles.OfProcess(pid).Read(file, Limits.ProcFileBytes).Try(out byte[]? text, out Gap? gap))
            return text.AsSpan().IndexOf(_folder) >= 0;
        // One that is gone, or going, starts nothing any more.
        return gap.Errno is "ENOENT" or "ESRCH" || IsOver(pid) ? false : null;
    }

    static bool IsOver(int pid) => JvmStateOf(pid) is 'Z' or 'X' or null;

    static char? JvmStateOf(int pid) => HotSpot.JvmProcess.StatusOf(DirectoryFiles.OfProcess(pid)).State;
}
