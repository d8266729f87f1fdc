using Fathom.Evidence;
using Fathom.Sources.Native;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Proc;

/// <summary>
/// The files of one process in a directory: /proc/PID itself, or a folder of saved copies. Nothing in it is trusted:
/// a FIFO does not block, a device is not read, a length is capped.
/// </summary>
public sealed class DirectoryFiles(string directory, string place) : IProcFiles
{
    public string Place => place;

    public static DirectoryFiles OfProcess(int pid) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/{pid}"),
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/{pid}"));

    public static DirectoryFiles OfFolder(string folder) => new(folder, folder);

    public Result<byte[]> Read(string name, int limit)
    {
        using SafeFileHandle? file = FileHandle.Open(directory + "/" + name, Libc.OpenNonBlock, out int errno);
        if (file is null)
            return Missing(name, errno);
        if (!FileHandle.IsRegular(file))
            return Gaps.FileNotRegular.At(place + "/" + name, null, "something else");
        byte[]? bytes = FileHandle.ReadAll(file, limit, out bool cut, out errno);
        if (bytes is null)
            return Missing(name, errno);
        return cut ? Gaps.ProcFileTooLarge.At(place + "/" + name, null, name) : bytes;
    }

    public Result<IReadOnlyList<string>> List(string name)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(directory + "/" + name)
                .Select(path => Path.GetFileName(path)).Take(Limits.Threads).ToArray();
        }
        catch (DirectoryNotFoundException)
        {
            return Missing(name, Errno.ENOENT);
        }
        catch (UnauthorizedAccessException)
        {
            return Missing(name, Errno.EACCES);
        }
        catch (IOException)
        {
            // The kernel's word is lost here; a task directory fails this way only while its process goes away.
            return Missing(name, Errno.ESRCH);
        }
    }

    public Result<string> ReadLink(string name)
    {
        try
        {
            return new FileInfo(directory + "/" + name).LinkTarget is { } target ? target : Missing(name, Errno.ENOENT);
        }
        catch (UnauthorizedAccessException)
        {
            return Missing(name, Errno.EACCES);
        }
        catch (IOException)
        {
            return Missing(name, Errno.EIO);
        }
    }

    Gap Missing(string name, int errno)
    {
        string where = place + "/" + name;
        return errno switch
        {
            Errno.ENOENT => Gaps.ProcFileAbsent.At(where, Errno.Name(errno), name),
            Errno.ESRCH => Gaps.TargetGone.At(where, Errno.Name(errno)),
            _ => Gaps.ProcFileUnreadable.At(where, Errno.Name(errno), name),
        };
    }
}
