using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Probe;

/// <summary>Whether a process may start others that are told to load the probe of this folder: then it must stay, as a JVM that does not find it does not start.</summary>
/// <param name="folder">Its name, which no other has.</param>
sealed class FolderUsers(string folder)
{
    /// <summary>A millisecond apart: a program begins in some microseconds, from a slow disk in some milliseconds.</summary>
    const int MostLooks = 200;

    readonly byte[] _folder = Encoding.UTF8.GetBytes(folder);

    /// <summary>It was started with the folder in its environment. Null where fathom may not look.</summary>
    public bool? IsTold(int pid) => Has(Environ(pid));

    /// <summary>It has the probe, by whatever way. Null likewise.</summary>
    public bool? HasProbe(int pid) => Has(Maps(pid));

    bool? Has(byte[]? text) => text is null ? null : text.AsSpan().IndexOf(_folder) >= 0;

    /// <summary>Null too of one that goes on becoming another program: as long as it does it seems to have none (fs/proc/base.c, environ_read).</summary>
    internal static byte[]? Environ(int pid)
    {
        for (int again = 0; again < MostLooks; again++)
        {
            byte[]? text = Text(pid, "environ");
            if (text is not { Length: 0 } || IsOver(pid))
                return text;
            // It may have come between the two looks.
            if (HasPlaceOfEnviron(pid))
                return Text(pid, "environ");
            Thread.Sleep(1);
        }
        return null;
    }

    internal static byte[]? Maps(int pid) => Text(pid, "maps");

    /// <summary>Of one that is gone, or going, nothing: it starts nothing any more.</summary>
    static byte[]? Text(int pid, string file) =>
        DirectoryFiles.OfProcess(pid).Read(file, Limits.ProcFileBytes).Try(out byte[]? text, out Gap? gap) ? text : gap.Errno is "ENOENT" or "ESRCH" || IsOver(pid) ? [] : null;

    /// <summary>Not to be seen of one that is gone.</summary>
    internal static bool IsOver(int pid) => HotSpot.JvmProcess.StatusOf(DirectoryFiles.OfProcess(pid)).State is 'Z' or 'X' or '?';

    /// <summary>env_end of proc_pid_stat(5), set when the new program's stack is made (fs/binfmt_elf.c, create_elf_tables). Threads of the kernel never have one.</summary>
    static bool HasPlaceOfEnviron(int pid)
    {
        const int third = 3, end = 51;
        byte[] text = DirectoryFiles.OfProcess(pid).Read("stat", 4096).Or([]);
        if (StatText.Parse(text) is null or { IsKernelThread: true })
            return true;
        string stat = Encoding.ASCII.GetString(text);
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > end - third && fields[end - third] != "0";
    }
}
