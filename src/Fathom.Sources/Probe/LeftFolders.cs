using System.Globalization;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Probe;

/// <summary>Folders of the probe that an earlier run had to leave, or could not remove as it was killed: they go once nobody can need them.</summary>
static unsafe class LeftFolders
{
    const int CurrentFolder = -100, DoNotFollow = 0x100, FolderType = 0x4000, AnyType = 0xF000;
    const uint TypeAndUser = 0x9;
    const int Most = 100;

    // The clock may have been set since.
    static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    public static void Remove(string parent)
    {
        string[] left;
        try
        {
            left = [.. Directory.EnumerateDirectories(parent, ProbeFolder.Prefix + "*").Where(IsOurs).Take(Most)];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return;
        }
        foreach (string folder in left)
        {
            if (IsOfThisSpace(folder) && !HasMaster(folder) && !HasUsers(folder))
                Delete(folder);
        }
    }

    static bool IsOurs(string folder)
    {
        Libc.StatX stat;
        fixed (byte* path = System.Text.Encoding.UTF8.GetBytes(folder + "\0"))
            return Libc.StatFile(CurrentFolder, path, DoNotFollow, TypeAndUser, &stat) == 0 && (stat.Mode & AnyType) == FolderType && stat.Uid == (uint)Libc.EffectiveUid();
    }

    /// <summary>Of another space of pids, or where others are hidden (hidepid, proc(5)), nobody can be seen who needs it.</summary>
    static bool IsOfThisSpace(string folder) =>
        Path.GetFileName(folder)[ProbeFolder.Prefix.Length..].Split('-') is [_, var space, _] && space == ProbeFolder.PidSpace && space.Length > 0 && Directory.Exists("/proc/1");

    /// <summary>Its fathom lives. One that has just begun does not listen yet.</summary>
    static bool HasMaster(string folder)
    {
        string number = Path.GetFileName(folder)[ProbeFolder.Prefix.Length..].Split('-')[0];
        if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}")))
            return true;
        using UnixSocket? master = UnixSocket.Connect(folder + "/" + ProbeFolder.Socket, TimeSpan.FromMilliseconds(100), out int errno);
        return errno is not (Errno.ECONNREFUSED or Errno.ENOENT) || DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) < TimeSpan.FromSeconds(10);
    }

    /// <summary>Who fathom may not look into may be one, if it is younger than the folder. The kernel's threads are none.</summary>
    static bool HasUsers(string folder)
    {
        FolderUsers users = new(Path.GetFileName(folder));
        TimeSpan age = DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) + Slack;
        foreach (int pid in ProgramProcesses.Pids())
        {
            if (pid == Environment.ProcessId)
                continue;
            if (users.IsTold(pid) is true || users.HasProbe(pid) is true)
                return true;
            if (users.IsTold(pid) is null && StatText.Parse(DirectoryFiles.OfProcess(pid).Read("stat", 4096).Or([])) is { IsKernelThread: false } birth && !(ProcessFacts.Uptime(birth) > age))
                return true;
        }
        return false;
    }

    /// <summary>What fathom has put there, and nothing else.</summary>
    static void Delete(string folder)
    {
        try
        {
            foreach (string name in ProbeFolder.Contents)
                File.Delete(folder + "/" + name);
            Directory.Delete(folder, recursive: false);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It stays as it was, and harms nobody.
        }
    }
}
